"""Mails to one person: confirmations and welcomes, on a queue of their own so that no edition delays them."""

from tasks.celery import app
from tasks.house import current_house


@app.task(name="transactional.send")
def send() -> None:
    """Send the notices that wait."""
    current_house().notifying.send_notices()
