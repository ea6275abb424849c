"""What no page of ours would send, for every field that a page has, and the people who send it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html  # type: ignore[import-untyped]
from werkzeug.routing import Rule, UnicodeConverter

from lti_app.web.current import make_csrf_token
from tests.builders import TOOL
from tests.organisation.tenants import KEYS

UNPRINTABLE = "Some words\0\x01\x1b[31m\u202e\ufeff\U0010ffff\r\nBcc: x@example.org"
JUNK = {
    "nothing": "",
    "a null character": UNPRINTABLE,
    "a number beyond all columns": "9" * 30,
    "a number below nought": "-1",
    "digits that are no ASCII": "²٣Ⅳ",
    "slashes": "m1-w1/../x",
    "a very long text": "=HYPERLINK(1) <b>'\" " * 400,
}
PLAUSIBLE = {"address": "morgan.lee@northmoor.gov.uk", "domains": "northmoor.gov.uk"}
ASKED = (
    "activity", "from", "held", "kind", "module", "more", "moved", "number", "order", "page", "part", "person",
    "q", "reference", "said", "show", "sort", "state", "wanted", "week", "which",
)  # fmt: skip
"""What pages read from their address."""
BAD_WORDS = ("unknown", "a\0b", "é\u202e", "x" * 3000)
MOST_FIELDS = 6
BAD_NUMBERS = (0, 2147483648, 10**20)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody's browser, and the beginning of all addresses of their visit."""

    who: str
    client: FlaskClient
    root: str

    def token(self, app: Flask) -> str:
        """The token that this visit's forms carry."""
        cookie = self.client.get_cookie("__Host-browser")
        assert cookie is not None
        with app.test_request_context():
            return make_csrf_token(visit_id=self.root.rpartition("/")[2], browser_secret=cookie.value)

    def rules(self, app: Flask, method: str) -> list[Rule]:
        """The routes for that method which may be this person's; those that end the visit are left out."""
        return [
            rule
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith(f"{self.root[:3]}<visit_id>")
            and method in (rule.methods or set())
            and not rule.rule.endswith("/sign-out")
        ]


def list_junk_addresses(rule: Rule, root: str, numbers: dict[str, int]) -> Iterator[str]:
    """The route's address with each part in turn that cannot be there."""
    good: dict[str, Any] = {**KEYS, **numbers, "visit_id": root.rpartition("/")[2]}
    for name in sorted(rule.arguments - {"visit_id", "decision"}):
        is_word = type(rule._converters[name]) is UnicodeConverter
        for bad in BAD_WORDS if is_word else BAD_NUMBERS:
            values = {one: good.get(one, "unknown") for one in rule.arguments} | {name: bad}
            if "decision" in rule.arguments:
                values["decision"] = rule._converters["decision"].regex.removeprefix("(?:").partition("|")[0]
            built = rule.build(values)
            assert built is not None
            yield built[1]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page: where it goes, what it holds unless something is typed, what is typed, and its buttons."""

    address: str
    kept: tuple[tuple[str, str], ...]
    typed: tuple[tuple[str, str], ...]
    buttons: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name in the form but the token's."""
        return tuple(dict.fromkeys(name for name, _ in (*self.kept, *self.buttons, *self.typed)))


def list_forms(page: str, address: str) -> Iterator[Form]:
    """The forms of a page that send something."""
    for form in html.fromstring(page).iter("form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        kept, typed, buttons = [], [], []
        for field in form.iter("input", "textarea", "select", "button"):
            name, kind = field.get("name"), field.get("type", "text")
            if not name or name == "csrf_token":
                continue
            if field.tag == "button":
                buttons.append((name, field.get("value", "")))
            elif field.tag == "select":
                kept.append((name, [*field.iter("option")][-1].get("value", "")))
            elif kind in {"hidden", "radio", "checkbox"}:
                kept.append((name, field.get("value", "on")))
            else:
                stands = field.get("value", "") if field.tag == "input" else field.text_content()
                typed.append((name, stands or PLAUSIBLE.get(name, "Some words.")))
        yield Form(
            urlsplit(form.get("action") or address).path or address, tuple(kept), tuple(typed), tuple(buttons)
        )


def send(somebody: Somebody, address: str, token: str, fields: list[tuple[str, str]]) -> int:
    """The status of the answer to a form with those fields, any of them more than once."""
    with somebody.client.post(
        address,
        data=urlencode([("csrf_token", token), *fields]),
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": TOOL},
    ) as answer:
        return answer.status_code


def look(somebody: Somebody, address: str, asked: tuple[tuple[str, str], ...] = ()) -> tuple[int, str]:
    """The status of a page, and its text where it is one."""
    with somebody.client.get(address, query_string=list(asked) or None) as answer:
        return answer.status_code, answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""


def fill_form(form: Form) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each kind of junk for a form: all fields alike, only those that are typed, each field thrice, none at all."""
    yield "no field", []
    yield "a field of another form", [("__proto__", "x"), ("note.99999.9999", "x"), ("\0", "\0")]
    yield "each field thrice", [(name, "1") for name in form.names for _ in range(3)]
    for kind, junk in JUNK.items():
        yield kind, [(name, junk) for name in form.names]
    for button in form.buttons or (("do", ""),):
        typed = [(name, UNPRINTABLE) for name, _ in form.typed]
        yield "a null character in all that is typed", [*form.kept, button, *typed]
        typed = [(name, JUNK["a very long text"]) for name, _ in form.typed]
        yield "very long texts in all that is typed", [*form.kept, button, *typed]
    for name, _ in form.typed[:MOST_FIELDS]:
        typed = [(one, UNPRINTABLE if one == name else text) for one, text in form.typed]
        yield f"a null character in {name}", [*form.kept, *form.buttons[:1], *typed]
