"""The service as browsers see it at https://tool.test, while it reads the practice LMS's keys on this very machine."""

from __future__ import annotations

import os
from dataclasses import replace

from lti_app import create_app
from lti_app.settings import read_settings

# The service calls this machine only where it is reached on this machine; a browser must see two sites.
app = create_app(read_settings())
app.extensions["settings"] = replace(app.extensions["settings"], public_url=os.environ["SEEN_URL"])
