"""How saving a record may end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SavedRecord:
    """It is kept, as this version."""

    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class ChangedElsewhere:
    """It was changed in another tab since; that is version `version`, and nothing was kept of this one."""

    version: int
    saved_at: datetime


SaveOutcome = SavedRecord | ChangedElsewhere
