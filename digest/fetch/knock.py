"""A connection that is opened and closed, within a time that also holds for looking the name up. Nothing is sent."""

import socket
from queue import Empty, SimpleQueue
from threading import Thread


def knock(host: str, port: int, patience: float) -> str:
    """What went wrong within `patience` seconds; "" when somebody opened."""
    answers: SimpleQueue[str] = SimpleQueue()
    # The system's resolver cannot be given a limit, so that it waits in a thread of its own.
    Thread(target=lambda: answers.put(_try(host, port, patience)), daemon=True).start()
    try:
        return answers.get(timeout=patience)
    except Empty:
        return f"no answer in {patience:g} s"


def _try(host: str, port: int, patience: float) -> str:
    try:
        socket.create_connection((host, port), timeout=patience).close()
    except OSError as error:
        return error.strerror or str(error) or type(error).__name__
    return ""
