"""How gunicorn serves the application: `gunicorn -c config/gunicorn.py wsgi:app`."""

import gc
import os
from typing import Any

bind = f"{os.environ.get('BIND_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "6"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "1"))
timeout = 60
graceful_timeout = 25
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
# An address holds a visit's id, which is of no use without the browser's cookie but still does not belong in a log:
# the application writes its own access lines, by route and without addresses.
accesslog = None
errorlog = "-"
control_socket_disable = True


# The application is loaded once and the workers are forked from it, which starts them, and replaces them, at once.
preload_app = True


def when_ready(_server: Any) -> None:
    """Leave what was loaded at start out of garbage collection, and collect less often (docs/performance.md)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
