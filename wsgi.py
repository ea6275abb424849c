"""Where gunicorn and flask find the application; what keeps it from starting is said in plain words."""

import sys

from lti_app import create_app
from lti_app.programme.faults import PackFaults
from lti_app.settings import SettingsFaults
from lti_app.web.logs import configure_logs

configure_logs(sys.stderr)
try:
    app = create_app()
except (PackFaults, SettingsFaults) as faults:
    raise SystemExit(str(faults)) from None
