"""smtplib as most programs use it: a message is built for each reader with `email.message`, and sent."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP

from timed import READER, SENDER, Task, in_threads, run


def send(task: Task) -> None:
    """A connection for each thread."""
    text = (task.folder / "text.txt").read_text()
    page = (task.folder / "page.html").read_text()

    def share(readers: range) -> None:
        with smtplib.SMTP("127.0.0.1", task.port) as client:
            for reader in readers:
                client.send_message(_built(str(reader), text, page), SENDER, READER.format(reader))

    in_threads(task.shares(), share)


def _built(reader: str, text: str, page: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "The Daily Example <daily@news.example.org>"
    message["To"] = READER.format(reader)
    message["Subject"] = "The ferry over the Nera runs again; L’été à la frontière"
    message["Message-ID"] = f"<1.{reader}@news.example.org>"
    message["List-Unsubscribe"] = f"<https://news.example.org/u/{reader}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text.replace("{reader}", reader))
    message.add_alternative(page.replace("{reader}", reader), subtype="html")
    return message


if __name__ == "__main__":
    run(send)
