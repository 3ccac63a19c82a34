"""What is tidied once a day, and rosters that were handed in."""

from tasks.celery import app
from tasks.house import current_house, stopping


@app.task(name="housekeeping.daily")
def daily() -> None:
    """Forget what need not be kept."""
    current_house().operating.tidy()
    current_house().importing.forget()


@app.task(name="housekeeping.import")
def import_() -> None:
    """Work off the rosters that wait."""
    current_house().importing.work(stop=stopping.is_set)
