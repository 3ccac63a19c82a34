"""What is tidied once a day."""

from tasks.celery import app
from tasks.house import current_house


@app.task(name="housekeeping.daily")
def daily() -> None:
    """Forget what need not be kept."""
    current_house().operating.tidy()
