"""Which routes of an application say who may enter."""

from __future__ import annotations

from flask import Flask

# Flask's own route to files that hold nothing about anyone.
WITHOUT_A_DOOR = {"static"}


def list_open_doors(app: Flask) -> list[str]:
    """A fault for each route whose view declares no permission."""
    return [
        f"{rule.rule} ({rule.endpoint}): say who may enter, by a decorator of lti_app/web/entry.py"
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in WITHOUT_A_DOOR
        and getattr(app.view_functions[rule.endpoint], "__entry__", None) is None
    ]
