"""Secrets that the service makes for itself, once, where none are given: files in the instance folder, mode 0600."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def read_or_make_secret(folder: Path) -> str:
    """The secret kept in `folder`, made there the first time."""
    return _read_or_make(folder / "secret-key", secrets.token_urlsafe(48))


def read_or_make_data_keys(folder: Path) -> tuple[str, ...]:
    """The encryption keys kept in `folder`, newest first, one a line; one is made the first time."""
    return tuple(_read_or_make(folder / "data-keys", Fernet.generate_key().decode()).split())


def _read_or_make(path: Path, fresh: str) -> str:
    """The file's text. Two processes starting together end up with the same one: the file is linked in whole."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh + "\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
