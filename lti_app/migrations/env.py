"""How Alembic reaches the service's database; run by `flask --app wsgi database upgrade`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from lti_app.database import Base, Instant
from lti_app.secret_text import SecretText


def render_own_types(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """The source text of our own column types; False for what Alembic writes itself."""
    if kind == "type" and isinstance(thing, Instant | SecretText):
        autogen.imports.add(f"from lti_app.database import {type(thing).__name__}")
        return f"{type(thing).__name__}()"
    return False


def run_migrations() -> None:
    """Bring the tables up, all in one transaction."""
    with current_app.extensions["writing_engine"].connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_own_types,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
