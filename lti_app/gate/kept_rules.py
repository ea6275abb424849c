"""Rules about an activity's place in its programme, which cannot change while it is taught, answered once for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from lti_app.programme.model import Activity, Programme

Found_co = TypeVar("Found_co", covariant=True)


class PlaceRule(Protocol[Found_co]):
    """What is asked of an activity in its programme, and of nothing besides."""

    def __call__(self, *, programme: Programme, activity: Activity) -> Found_co:
        """The answer, the same each time."""


def kept(rule: PlaceRule[Found_co]) -> PlaceRule[Found_co]:
    """The rule, whose answer for each activity is kept with the programme. It must not be one that changes it."""
    name = cast("Callable[..., Any]", rule).__qualname__

    @wraps(rule)
    def ask(*, programme: Programme, activity: Activity) -> Found_co:
        return programme.keep((name, activity.key), lambda: rule(programme=programme, activity=activity))

    return ask
