"""What comes back: the mailbox of bounces and complaints, causes of refusals, and the brake."""

from tasks.celery import app
from tasks.house import current_house


@app.task(name="track.read")
def read() -> None:
    """Read what waits in the mailbox."""
    current_house().receiving.read()


@app.task(name="track.review")
def review() -> None:
    """Find the causes of refusals, suppress the dead, and stop what must not go on."""
    current_house().tracking.review()
    current_house().braking.look()
