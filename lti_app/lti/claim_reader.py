"""Reads one value after another out of a token's claims and remembers every fault on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti_app.lti.faults import Fault, FaultCode
from lti_app.lti.texts import is_clean, is_web_address


class ClaimReader:
    """Claims, or one object among them, with the list of faults that all readers of a launch share.

    null stands for absent, as several LMSs send it. `name` is the short name that a fault gives.
    """

    def __init__(
        self, claims: Mapping[str, Any], faults: list[Fault], *, longest: int, path: str = ""
    ) -> None:
        self._claims = claims
        self._path = path
        self._longest = longest
        self.faults = faults

    def fault(self, code: FaultCode, name: str) -> None:
        """Remember what is wrong with a claim."""
        self.faults.append(Fault(code, self._path + name))

    def get(self, key: str) -> Any:
        """The bare value; None where it is absent."""
        return self._claims.get(key)

    def read_identifier(self, key: str, name: str) -> str:
        """A needed identifier (LTI Core 1.3 §5.3: at most 255 characters); "" with a fault where it is none."""
        value = self._claims.get(key)
        if value is None or value == "":
            self.fault(FaultCode.CLAIM_MISSING, name)
        elif not isinstance(value, str) or not is_clean(value):
            self.fault(FaultCode.CLAIM_MALFORMED, name)
        elif len(value) > self._longest:
            self.fault(FaultCode.CLAIM_TOO_LONG, name)
        else:
            return value
        return ""

    def read_object(self, key: str, name: str, *, needed: bool = False) -> ClaimReader | None:
        """The reader of an object claim; None where it is absent or no object."""
        value = self._claims.get(key)
        if isinstance(value, dict):
            return ClaimReader(value, self.faults, longest=self._longest, path=f"{self._path}{name}.")
        if value is not None:
            self.fault(FaultCode.CLAIM_MALFORMED, name)
        elif needed:
            self.fault(FaultCode.CLAIM_MISSING, name)
        return None

    def read_words(self, key: str, name: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts without its empty ones."""
        value = self._claims.get(key)
        if value is None:
            if needed:
                self.fault(FaultCode.CLAIM_MISSING, name)
            return ()
        if not isinstance(value, list) or not {type(one) for one in value} <= {str}:
            self.fault(FaultCode.CLAIM_MALFORMED, name)
            return ()
        return tuple([one for one in value if one and is_clean(one)])

    def read_address(self, key: str, name: str, *, needed: bool = False) -> str | None:
        """An http or https address; None, with a fault unless it is merely not there, where it is none."""
        value = self._claims.get(key)
        if value is None or value == "":
            if needed:
                self.fault(FaultCode.CLAIM_MISSING, name)
            return None
        if not is_web_address(value):
            self.fault(FaultCode.CLAIM_MALFORMED, name)
            return None
        return str(value)

    def read_flag(self, key: str, name: str, *, absent: bool) -> bool:
        """A yes or no; some LMSs write it as a text. `absent` is what its absence means."""
        value = self._claims.get(key)
        if value is None:
            return absent
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        if not isinstance(value, bool):
            self.fault(FaultCode.CLAIM_MALFORMED, name)
            return absent
        return value
