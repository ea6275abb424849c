"""What no database keeps is stopped at the door: NUL characters, and numbers in an address that no column holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.sansio.http import parse_cookie
from werkzeug.utils import cached_property

from lti_app.errors import NotHere

NUL = "\0"
LARGEST_NUMBER = 2**31 - 1


class KeepableFields(ImmutableMultiDict[str, Any]):
    """The fields of a form or of an address, without NUL characters in their names and texts."""

    def __init__(self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(_drop(name), _drop(value)) for name, value in iter_multi_items(mapping or ())])


_NO_FIELDS = KeepableFields()


class KeepableRequest(Request):
    """A request with such fields; what an LMS sends is left as it came, for the protocol's own checks to refuse."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies, read straight from the one header that WSGI makes of all."""
        read: Any = parse_cookie(self.environ.get("HTTP_COOKIE", ""), cls=ImmutableMultiDict)
        return cast(ImmutableMultiDict[str, str], read)

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """The query's fields; most addresses have no query."""
        return cast(ImmutableMultiDict[str, str], super().args) if self.query_string else _NO_FIELDS

    @property
    def parameter_storage_class(self) -> type[ImmutableMultiDict[str, Any]]:  # type: ignore[override]
        """What its form and query are read into."""
        return ImmutableMultiDict if self.path.startswith("/lti/") else KeepableFields


def init_keepable(app: Flask) -> None:
    """Let every page of `app` be asked for what a database can hold, and nothing else."""
    config = app.config

    class BoundedRequest(KeepableRequest):
        """With this application's limits at hand, which Flask looks up again and again for each form."""

        max_content_length = config["MAX_CONTENT_LENGTH"]
        max_form_memory_size = config["MAX_FORM_MEMORY_SIZE"]
        max_form_parts = config["MAX_FORM_PARTS"]

    app.request_class = BoundedRequest
    app.before_request(_refuse_unkeepable_address)


def _refuse_unkeepable_address() -> None:
    for part in (request.view_args or {}).values():
        if (isinstance(part, int) and part > LARGEST_NUMBER) or (isinstance(part, str) and NUL in part):
            raise NotHere("no database has that number or word")


def _drop(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value
