"""What every service of a test run would make alike, made once: the pack as it was read, the templates as compiled."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from lti_app.programme.model import Programme
from lti_app.programme.reader import load_programme

OURS = Path(__file__).parents[1] / "content"
_templates: dict[tuple[str, str], CodeType] = {}


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
