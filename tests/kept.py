"""What every service of a test run would make alike, made once: the pack, the templates and the routes, as compiled."""

from __future__ import annotations

from collections.abc import Callable
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
_builders: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}


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
    """A route, with which the building of its addresses is compiled once in a run: that is most of making a service."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]
