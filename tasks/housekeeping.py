"""What is tidied once a day, rosters that were handed in, and domains to be asked for."""

from tasks.celery import app
from tasks.house import current_house, stopping


@app.task(name="housekeeping.daily")
def daily() -> None:
    """Forget what need not be kept, and note which domains are to be asked for."""
    current_house().operating.tidy()
    current_house().importing.forget()
    current_house().locating.gather()


@app.task(name="housekeeping.import")
def import_() -> None:
    """Work off the rosters that wait."""
    current_house().importing.work(stop=stopping.is_set)


@app.task(name="housekeeping.locate")
def locate() -> None:
    """Ask where the mail of some readers' domains is taken in."""
    current_house().locating.locate()
