"""smtplib with a mail that is ready: what it costs to hand over octets one command after the other."""

import smtplib

from timed import READER, SENDER, Task, in_threads, run


def send(task: Task) -> None:
    """A connection for each thread."""
    octets = (task.folder / "mail.eml").read_bytes()

    def share(readers: range) -> None:
        with smtplib.SMTP("127.0.0.1", task.port) as client:
            for reader in readers:
                client.sendmail(SENDER, READER.format(reader), octets)

    in_threads(task.shares(), share)


if __name__ == "__main__":
    run(send)
