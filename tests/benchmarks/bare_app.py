"""The yardstick beneath all others: a Flask application that answers one line and does nothing else."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def greet() -> str:
    """Answer one line."""
    return "Hello"
