"""Feeds and pages read. The database says which; these are hands."""

from datetime import timedelta

from tasks.celery import app
from tasks.house import current_house, hand, stopping

SHIFT = timedelta(minutes=5)  # well under the time limit of a task


@app.task(name="collect.work")
def work() -> None:
    """Read whatever is due, for some minutes; the tick asks again for the rest."""
    house = current_house()
    with hand("collect", house.settings.fetch_threads) as free:
        if free:
            for _ in house.collecting.work(stop=stopping.is_set, shift=SHIFT):
                pass
