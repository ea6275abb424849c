"""The shape of a signed token: three parts, strict base64url, JSON objects in which no key stands twice."""

from __future__ import annotations

import base64
import binascii
import json
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults

_ALPHABET = (string.ascii_letters + string.digits + "-_").encode()
_LARGEST_HEADER = 4096
_TO_PLAIN_BASE64 = bytes.maketrans(b"-_", b"+/")


@dataclass(frozen=True, slots=True)
class TokenParts:
    """A token taken apart, nothing in it verified. `signed` is what the signature stands for."""

    header: Mapping[str, object]
    payload: bytes
    signed: bytes
    signature: bytes


class _DuplicateKeyError(ValueError):
    pass


def split_token(token: str, *, max_bytes: int) -> TokenParts:
    """The parts of a token. Raises ProtocolFaults where it has not the shape of one (RFC 7515 §3.1)."""
    if len(token) > max_bytes:
        raise ProtocolFaults((Fault(FaultCode.TOKEN_TOO_LARGE, f"over {max_bytes} bytes"),))
    header, payload, signature = _split(token)
    if len(header) > _LARGEST_HEADER:
        raise _malformed("header too long")
    return TokenParts(
        header=read_json_object(_decode(header)),
        payload=_decode(payload),
        signed=header + b"." + payload,
        signature=_decode(signature),
    )


def _split(token: str) -> tuple[bytes, bytes, bytes]:
    try:
        encoded = token.encode("ascii")
    except UnicodeEncodeError as fault:
        raise _malformed("not three parts of base64url") from fault
    parts = encoded.split(b".")
    if encoded.translate(None, _ALPHABET) != b".." or not all(parts):
        raise _malformed("not three parts of base64url")
    return parts[0], parts[1], parts[2]


def read_json_object(text: bytes) -> dict[str, Any]:
    """The object in a JSON text. Raises ProtocolFaults for anything else, for NaN, and for a key that stands twice."""
    try:
        value = _DECODER.decode(text.decode("utf-8"))
    except _DuplicateKeyError as twice:
        raise ProtocolFaults((Fault(FaultCode.DUPLICATE_KEYS),)) from twice
    except (ValueError, RecursionError) as fault:
        raise _malformed("not JSON in UTF-8") from fault
    if not isinstance(value, dict):
        raise ProtocolFaults((Fault(FaultCode.NOT_A_MESSAGE),))
    return value


def _decode(part: bytes) -> bytes:
    over = len(part) % 4
    if over == 1:
        raise _malformed("a part is cut short")
    decoded = binascii.a2b_base64(part.translate(_TO_PLAIN_BASE64) + b"=" * (-len(part) % 4))
    # Bits that belong to no byte must be zero, or a changed token would still be taken for the signed one.
    if over and base64.urlsafe_b64encode(decoded[1 - over :])[:over] != part[-over:]:
        raise _malformed("stray bits")
    return decoded


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateKeyError
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _malformed(detail: str) -> ProtocolFaults:
    return ProtocolFaults((Fault(FaultCode.TOKEN_MALFORMED, detail),))


_DECODER = json.JSONDecoder(object_pairs_hook=_object_of, parse_constant=_refuse_constant)
