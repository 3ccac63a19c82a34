"""A worker and a beat as threads of this process, on Celery's in-memory broker. For one machine without servers."""

import threading

from celery import beat
from celery.worker import WorkController
from kombu import Queue

from digest.bootstrap import House
from digest.model.errors import Misconfigured
from tasks import house as process
from tasks.celery import app

START_PATIENCE = 30.0  # seconds
STOP_PATIENCE = 60.0
HANDS = 8  # threads beside those that fetch: a long edition keeps four or five of them busy


class CeleryEngine:
    """The engine behind `digest up` and `digest demo`. Its tasks work in the house it is given."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ready = threading.Event()
        self._worker: WorkController | None = None
        self._thread: threading.Thread | None = None
        self._beat: beat.EmbeddedService | None = None

    def start(self) -> None:
        """Start both; returns when the worker listens. Raises Misconfigured when it does not come up."""
        process.use(self._house)
        process.stopping.clear()
        # The house may have been given settings that are not this process's environment.
        app.conf.broker_url = self._house.settings.broker_url or "memory://"
        if app.conf.broker_url == "memory://":
            app.conf.broker_transport_options = {"polling_interval": 0.02}
        app.conf.beat_schedule["tick"]["schedule"] = self._house.settings.tick_seconds
        app.conf.beat_max_loop_interval = min(1.0, self._house.settings.tick_seconds)
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_PATIENCE):
            raise Misconfigured("The task worker did not start in 30 s; look at the log above.")
        app.send_task("control.tick")  # what is due after a restart need not wait for the first beat
        self._beat = beat.EmbeddedService(app, thread=True, scheduler_cls=beat.Scheduler)
        self._beat.daemon = True
        self._beat.start()

    def stop(self) -> None:
        """Let running tasks end, then stop both."""
        process.stopping.set()
        if self._beat is not None:
            self._beat.stop()
        if self._worker is not None:
            self._worker.stop()
        if self._thread is not None:
            self._thread.join(STOP_PATIENCE)
        process.use(None)

    def _work(self) -> None:
        # Without these two, tasks that publish tasks in this thread would look for a broker on port 5672.
        app.set_default()
        app.set_current()
        queues: list[Queue] = app.conf.task_queues
        self._worker = WorkController(
            app=app,
            ready_callback=lambda _: self._ready.set(),  # only Celery's own program sends `worker_ready`
            hostname="embedded",
            pool="threads",
            concurrency=self._house.settings.fetch_threads + HANDS,
            queues=[queue.name for queue in queues],
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        self._worker.start()
