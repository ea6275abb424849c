"""What every service of a test run would make alike, made once: the pack, the templates and the routes, as compiled."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from lti_app.programme.model import Programme
from lti_app.programme.reader import load_programme

OURS = Path(__file__).parents[1] / "content"
_templates: dict[tuple[str, str], CodeType] = {}
_routes: dict[tuple[object, ...], Rule] = {}


def load_kept(folder: Path) -> Programme | None:
    """The programme of one of the repository's own packs; None for another, which a test may change as it goes."""
    return _load(folder) if OURS in folder.parents else None


@cache
def _load(folder: Path) -> Programme:
    return load_programme(folder)


class KeptTemplates(BytecodeCache):
    """Templates compiled once in a run, for as long as their text is the same."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from this text."""
        bucket.code = _templates.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            _templates[bucket.key, bucket.checksum] = bucket.code


class KeptRule(Rule):
    """A route that is compiled once in a run: that is most of making a service."""

    def compile(self) -> None:
        """Take what was compiled of this very route; compile it where it is new."""
        key = (self.rule, self.subdomain, self.host, self.merge_slashes, repr(self.defaults))
        if key not in _routes:
            super().compile()
            _routes[key] = self
        first = _routes[key]
        self._parts, self._trace, self._converters = first._parts, first._trace, first._converters
        self.arguments |= first.arguments
        for name in ("_build", "_build_unknown"):
            setattr(self, name, getattr(first, name).__func__.__get__(self, None))
