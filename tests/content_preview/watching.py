"""Looks at the files of a pack again and again, and keeps the last programme that could be read from them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from lti_app.programme.faults import Fault, PackFaults
from lti_app.programme.model import Programme
from lti_app.programme.reader import load_programme

LOOK_EVERY_SECONDS = 0.5
Seen = frozenset[tuple[str, int, int]]


class Watched:
    """A pack and an overlay over it; `version` rises with every change, `faults` are those of the files as they are."""

    def __init__(self, pack: Path, overlay: Path | None, *, tell: Callable[[Programme], None]) -> None:
        self.version = 0
        self.faults: tuple[Fault, ...] = ()
        self._folders = tuple(folder for folder in (pack, overlay) if folder is not None)
        self._pack, self._overlay = pack, overlay
        self._tell = tell
        self._seen: Seen = frozenset()
        self._ended = threading.Event()

    def look(self) -> bool:
        """Read the pack anew where a file has changed since the last look; whether one had."""
        seen = self._list_files()
        if seen == self._seen:
            return False
        try:
            self._tell(load_programme(self._pack, self._overlay))
            self.faults = ()
        except PackFaults as faults:
            self.faults = faults.faults
        self._seen = seen
        self.version += 1
        return True

    def watch(self) -> threading.Thread:
        """Look every half second until `end`; the thread that does."""
        thread = threading.Thread(target=self._go_on_looking, daemon=True)
        thread.start()
        return thread

    def end(self) -> None:
        """Look no more."""
        self._ended.set()

    def _go_on_looking(self) -> None:
        while not self._ended.wait(LOOK_EVERY_SECONDS):
            try:
                self.look()
            except OSError:
                # An editor that saves by renaming leaves no file for a moment; the next look finds it.
                continue

    def _list_files(self) -> Seen:
        found = []
        for folder in self._folders:
            for path in folder.rglob("*"):
                if path.is_file() and not any(
                    part.startswith(".") for part in path.relative_to(folder).parts
                ):
                    state = path.stat()
                    found.append((str(path), state.st_mtime_ns, state.st_size))
        return frozenset(found)
