"""Text that is encrypted in the database with the service's data keys, and what a process keeps of it unsealed."""

from __future__ import annotations

from itertools import islice

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Flask, current_app
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class SecretText(TypeDecorator[str]):
    """Text that is encrypted in the database with the service's data keys (Fernet: AES-128-CBC with HMAC)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _cipher().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _cipher().decrypt(value.encode()).decode()


class KeptSecretText(SecretText):
    """Secret text that page after page needs: a process keeps what it last sealed and unsealed (decision 0021).

    The same text is sealed otherwise each time, so that a changed one is never found under what it was sealed as.
    """

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        sealed = super().process_bind_param(value, dialect)
        if sealed is not None and value is not None:
            _keep_unsealed(sealed, value)
        return sealed

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        kept = _UNSEALED.get(value)
        return _keep_unsealed(value, read_secret(value)) if kept is None else kept


_UNSEALED: dict[str, str] = {}
_UNSEALED_AT_MOST = 10_000


def _keep_unsealed(sealed: str, text: str) -> str:
    """The text, now in memory; where that is full, the older half of it goes."""
    if len(_UNSEALED) >= _UNSEALED_AT_MOST:
        for old in list(islice(_UNSEALED, _UNSEALED_AT_MOST // 2)):
            _UNSEALED.pop(old, None)
    _UNSEALED[sealed] = text
    return text


def read_secret(encrypted: str) -> str:
    """What a secret text says, for a look-up that reads its column as it is kept."""
    return _cipher().decrypt(encrypted.encode()).decode()


def renew_secret(encrypted: str) -> str | None:
    """The same text encrypted with the newest data key; None where it is so already. Raises InvalidToken."""
    newest: Fernet = current_app.extensions["newest_data_key"]
    try:
        newest.decrypt(encrypted.encode())
    except InvalidToken:
        return _cipher().rotate(encrypted.encode()).decode()
    return None


def _cipher() -> MultiFernet:
    cipher: MultiFernet = current_app.extensions["data_cipher"]
    return cipher


def init_secret_text(app: Flask, *, data_keys: tuple[str, ...]) -> None:
    """Give `app` the data keys, the newest of which comes first and seals."""
    app.extensions["newest_data_key"] = Fernet(data_keys[0])
    app.extensions["data_cipher"] = MultiFernet([Fernet(key) for key in data_keys])
