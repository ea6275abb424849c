"""Where gunicorn and flask find the application."""

from lti_app import create_app

app = create_app()
