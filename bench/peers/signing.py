"""Signing alone, with the library that signs our mails: how many signatures OpenSSL makes on as many cores.

KIND COUNT PROCESSES; tells what timed.py tells.
"""

import json
import sys
from multiprocessing import get_context
from time import perf_counter, process_time

from digest.deliver import dkim

SIGNED = b"x" * 1500  # about as many octets as our mails' canonical headers have


def main(kind: str, count: int, processes: int) -> None:
    """Each process its part, all at once."""
    context = get_context("fork")
    ready, told = context.Barrier(processes + 1), context.SimpleQueue()

    def sign() -> None:
        signer = dkim.generate("news.example.org", "bench", kind)
        ready.wait()
        used = process_time()
        for _ in range(count // processes):
            signer.sign(SIGNED)
        told.put(process_time() - used)

    workers = [context.Process(target=sign) for _ in range(processes)]
    for worker in workers:
        worker.start()
    ready.wait()
    begun = perf_counter()
    for worker in workers:
        worker.join()
    seconds = perf_counter() - begun
    print(json.dumps({"seconds": seconds, "cpu": sum(told.get() for _ in workers), "memory": 0.0}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
