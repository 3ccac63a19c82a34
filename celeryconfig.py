"""Celery's settings, each with its reason. The database is the queue of record: what Celery loses, a tick repairs."""

from kombu import Queue

from digest.bootstrap import read_settings

_settings = read_settings()
_redis = _settings.broker_url.startswith(("redis://", "rediss://"))

# Without a broker, `digest up` runs worker and beat as threads of one process.
broker_url = _settings.broker_url or "memory://"
broker_connection_retry_on_startup = True  # a worker that starts before Redis waits for it
broker_connection_max_retries = None  # however long Redis is away: after a hundred tries Celery would give up
broker_transport_options = (
    {
        # More than twice the longest task; the shortest value on a shared broker wins.
        "visibility_timeout": 3600,
        # After kill -9 of a worker its tasks return in seconds; the defaults take 100 s.
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_keepalive": True,
        "health_check_interval": 25,  # finds connections that are half open
        "global_keyprefix": "digest:",
    }
    if _redis
    else {"polling_interval": 0.02}  # the memory transport looks once a second by default
)
# A publish is a hint: say so quickly and go on, the next tick repeats it.
task_publish_retry = False

# No results and no chords: to know whether all is done is a count in the database.
result_backend = None
task_ignore_result = True

# Only ids and dates travel.
task_serializer = "json"
accept_content = ["json"]
timezone = "UTC"
enable_utc = True

# Tasks are idempotent, so a lost worker's task may run again.
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1  # fewest tasks hidden in a killed worker
worker_cancel_long_running_tasks_on_connection_loss = True
worker_soft_shutdown_timeout = 30  # with REMAP_SIGTERM=SIGQUIT: a bounded stop
task_time_limit = 600  # prefork only; threads have deadlines of their own
task_soft_time_limit = 540
worker_max_tasks_per_child = 500  # prefork only, where pages are rendered

# structlog owns the logs; events are only for Flower, which may turn them on.
worker_hijack_root_logger = False
worker_send_task_events = False

# One queue a kind of work, one worker a queue group: a slow feed or relay never delays a confirmation mail.
task_default_queue = "control"
task_create_missing_queues = False
task_queues = [
    Queue(name) for name in ("control", "collect", "render", "transactional", "send", "housekeeping", "inbound")
]
task_routes = {
    "control.*": {"queue": "control"},
    "collect.*": {"queue": "collect"},
    "edit.check_links": {"queue": "collect"},  # it waits for others' servers
    "edit.*": {"queue": "render"},
    "transactional.*": {"queue": "transactional"},
    "deliver.ping": {"queue": "collect"},  # likewise
    "deliver.*": {"queue": "send"},
    "housekeeping.*": {"queue": "housekeeping"},
    "track.*": {"queue": "inbound"},
}
imports = (
    "tasks.control",
    "tasks.collecting",
    "tasks.editing",
    "tasks.delivering",
    "tasks.transactional",
    "tasks.housekeeping",
    "tasks.tracking",
    "tasks.heartbeat",  # no tasks: a step of each worker
)

# One entry: schedules of every kind stand in the database, and the tick reads them there.
# Two beats are harmless: everything due is claimed once.
beat_scheduler = "celery.beat:Scheduler"  # it keeps nothing: a full disk does not stop the clock
beat_max_loop_interval = min(60.0, _settings.tick_seconds)
beat_schedule = {
    "tick": {
        "task": "control.tick",
        "schedule": _settings.tick_seconds,
        "options": {"expires": 3 * _settings.tick_seconds},  # ticks that nobody took do not pile up
    },
}
