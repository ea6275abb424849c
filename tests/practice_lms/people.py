"""The people of the practice LMS: who they are, which roles Moodle would send for them, who is signed in."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from flask import Request

from tests.practice_lms.storage import Row, Storage, as_int, as_text

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


class Kind(StrEnum):
    """What a person is in the course."""

    PARTICIPANT = "participant"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"
    MENTOR = "mentor"


ROLES = {
    Kind.PARTICIPANT: [f"{MEMBERSHIP}Learner"],
    Kind.TRAINER: [f"{MEMBERSHIP}Instructor"],
    Kind.ADMINISTRATOR: [
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
        f"{MEMBERSHIP}Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
    ],
    # Moodle knows no mentors; other platforms do, and this is what they send.
    Kind.MENTOR: [f"{MEMBERSHIP}Mentor"],
}
FIRST_PEOPLE = (
    (2, "spatel", "Sanjay", "Patel", Kind.ADMINISTRATOR),
    (3, "rcartwright", "Ruth", "Cartwright", Kind.TRAINER),
    (4, "arahman", "Amina", "Rahman", Kind.PARTICIPANT),
    (5, "tllewellyn", "Tom", "Llewellyn", Kind.PARTICIPANT),
    (6, "gosei", "Grace", "Osei", Kind.PARTICIPANT),
    (7, "emurphy", "Eileen", "Murphy", Kind.MENTOR),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person, with the numeric id that the LMS knows them by."""

    id: int
    username: str
    given_name: str
    family_name: str
    email: str
    kind: Kind

    @property
    def name(self) -> str:
        """Return the full name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def teaches(self) -> bool:
        """Return whether this person may change the course and its grades."""
        return self.kind in (Kind.TRAINER, Kind.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Session:
    """A person signed in by one browser; `sesskey` goes into addresses as Moodle's does."""

    id: str
    person: Person
    sesskey: str


def seed_people(storage: Storage) -> None:
    """Write the first people, if they are not there."""
    for number, username, given, family, kind in FIRST_PEOPLE:
        email = f"{given}.{family}@northmoor.example".lower()
        storage.write(
            "INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?, ?)",
            number,
            username,
            given,
            family,
            email,
            kind,
        )


def add_people(storage: Storage, how_many: int) -> list[int]:
    """Return the ids of further participants, for tests that need a crowd."""
    highest = storage.find("SELECT max(id) AS id FROM people")
    assert highest
    first = as_int(highest["id"]) + 1
    with storage.transaction():
        for number in range(first, first + how_many):
            email = f"participant.{number}@northmoor.example"
            storage.write(
                "INSERT INTO people VALUES (?, ?, 'Participant', ?, ?, 'participant')",
                number, f"participant{number}", f"Number {number}", email,
            )  # fmt: skip
    return list(range(first, first + how_many))


def _person(row: Row) -> Person:
    return Person(
        id=as_int(row["id"]),
        username=as_text(row["username"]),
        given_name=as_text(row["given_name"]),
        family_name=as_text(row["family_name"]),
        email=as_text(row["email"]),
        kind=Kind(as_text(row["kind"])),
    )


def list_people(storage: Storage) -> list[Person]:
    """Return everyone, by number."""
    return [_person(row) for row in storage.rows("SELECT * FROM people ORDER BY id")]


def find_person(storage: Storage, number: int) -> Person | None:
    """Return the person with this number, or None."""
    row = storage.find("SELECT * FROM people WHERE id = ?", number)
    return _person(row) if row else None


def find_person_called(storage: Storage, name: str) -> Person | None:
    """Return the person with this number, username or (the first of this) kind, or None."""
    row = storage.find(
        "SELECT * FROM people WHERE CAST(id AS TEXT) = ? OR username = ? OR kind = ? ORDER BY id",
        name,
        name,
        name,
    )
    return _person(row) if row else None


def is_gradable(storage: Storage, number: int) -> bool:
    """Return whether the course takes grades for this number: participants only, as in Moodle."""
    person = find_person(storage, number)
    return person is not None and person.kind is Kind.PARTICIPANT


def cookie_name(port: int) -> str:
    """Return the session cookie's name; cookies do not keep ports apart, so the name does."""
    return f"PracticeSession{port}"


def sign_in(storage: Storage, person: Person) -> Session:
    """Return a new session of this person."""
    session = Session(secrets.token_urlsafe(24), person, secrets.token_hex(5))
    storage.write("INSERT INTO sessions VALUES (?, ?, ?)", session.id, person.id, session.sesskey)
    return session


def find_session(storage: Storage, request: Request, port: int) -> Session | None:
    """Return who is signed in by this request's cookie, or None."""
    row = storage.find("SELECT * FROM sessions WHERE id = ?", request.cookies.get(cookie_name(port), ""))
    if row is None:
        return None
    person = find_person(storage, as_int(row["person_id"]))
    return Session(as_text(row["id"]), person, as_text(row["sesskey"])) if person else None
