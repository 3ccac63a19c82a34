"""What gunicorn serves: `gunicorn digest.web.wsgi:app`. One house for all threads of a worker."""

from digest import logs
from digest.bootstrap import House, read_settings
from digest.web.app import create_app

_settings = read_settings()
logs.configure(_settings.log_level or "info", _settings.log_format)
app = create_app(House(_settings))
