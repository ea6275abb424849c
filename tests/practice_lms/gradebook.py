"""The gradebook: line items and the grades in them, as rows and as values."""

import json
from dataclasses import dataclass
from typing import Any

from lti_app.clock import utc_now
from tests.practice_lms.storage import Row, Storage, as_int, as_number, as_text

DEFAULT_MAXIMUM = 100.0


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of the gradebook. `link_id` is what the tool sees, `made_for` the activity it came with."""

    id: int
    tool: int
    label: str
    score_maximum: float
    resource_id: str
    tag: str
    link_id: int | None = None
    made_for: int | None = None
    review: dict[str, Any] | None = None
    grade_type: str = "value"
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """One person's grade; `raw` is what the tool sent, rescaled, `final` what everyone sees."""

    item_id: int
    user_id: int
    raw: float | None
    final: float | None
    feedback: str
    time_modified: int | None
    received_at: str | None
    overridden: bool
    locked: bool


def _line_item(row: Row) -> LineItem:
    made_for, link_id, review = row["made_for"], row["link_id"], row["review"]
    return LineItem(
        id=as_int(row["id"]),
        tool=as_int(row["tool"]),
        label=as_text(row["label"]),
        score_maximum=as_number(row["score_maximum"]),
        resource_id=as_text(row["resource_id"]),
        tag=as_text(row["tag"]),
        link_id=None if link_id is None else as_int(link_id),
        made_for=None if made_for is None else as_int(made_for),
        review=None if review is None else json.loads(as_text(review)),
        grade_type=as_text(row["grade_type"]),
        locked=bool(row["locked"]),
    )


def _grade(row: Row) -> Grade:
    raw, final, modified, received = row["raw"], row["final"], row["time_modified"], row["received_at"]
    return Grade(
        item_id=as_int(row["item_id"]),
        user_id=as_int(row["user_id"]),
        raw=None if raw is None else as_number(raw),
        final=None if final is None else as_number(final),
        feedback=as_text(row["feedback"]),
        time_modified=None if modified is None else as_int(modified),
        received_at=None if received is None else as_text(received),
        overridden=bool(row["overridden"]),
        locked=bool(row["locked"]),
    )


def list_items(storage: Storage) -> list[LineItem]:
    """Return every line item, oldest first."""
    return [_line_item(row) for row in storage.rows("SELECT * FROM line_items ORDER BY id")]


def find_item(storage: Storage, number: int) -> LineItem | None:
    """Return the line item with this number, or None."""
    row = storage.find("SELECT * FROM line_items WHERE id = ?", number)
    return _line_item(row) if row else None


def add_item(storage: Storage, item: LineItem) -> int:
    """Return the number of a new line item; the one in `item` is not looked at."""
    return storage.add(
        "INSERT INTO line_items"
        " (tool, label, score_maximum, resource_id, tag, link_id, made_for, review, grade_type)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        item.tool,
        item.label,
        item.score_maximum,
        item.resource_id,
        item.tag,
        item.link_id,
        item.made_for,
        json.dumps(item.review) if item.review else None,
        item.grade_type,
    )


def replace_item(storage: Storage, before: LineItem, after: LineItem) -> None:
    """Write a changed line item; another maximum rescales grades and turns empty ones into 0."""
    with storage.transaction():
        storage.write(
            "UPDATE line_items SET label = ?, score_maximum = ?, resource_id = ?, tag = ?, link_id = ?,"
            " review = ? WHERE id = ?",
            after.label,
            after.score_maximum,
            after.resource_id,
            after.tag,
            after.link_id,
            json.dumps(after.review) if after.review else None,
            before.id,
        )
        if after.score_maximum != before.score_maximum and before.score_maximum:
            factor = after.score_maximum / before.score_maximum
            storage.write(
                "UPDATE grades SET raw = coalesce(raw, 0) * ?, final = coalesce(final, 0) * ?"
                " WHERE item_id = ?",
                factor,
                factor,
                before.id,
            )


def remove_item(storage: Storage, number: int) -> None:
    """Delete a line item and its grades."""
    with storage.transaction():
        storage.write("DELETE FROM grades WHERE item_id = ?", number)
        storage.write("DELETE FROM line_items WHERE id = ?", number)


def lock_item(storage: Storage, number: int, *, locked: bool) -> None:
    """Lock or unlock a whole column."""
    storage.write("UPDATE line_items SET locked = ? WHERE id = ?", int(locked), number)


def list_grades(storage: Storage) -> list[Grade]:
    """Return every grade row, empty ones as well."""
    return [_grade(row) for row in storage.rows("SELECT * FROM grades ORDER BY item_id, user_id")]


def find_grade(storage: Storage, item_id: int, user_id: int) -> Grade | None:
    """Return one person's grade row, or None."""
    row = storage.find("SELECT * FROM grades WHERE item_id = ? AND user_id = ?", item_id, user_id)
    return _grade(row) if row else None


def keep_grade(storage: Storage, grade: Grade) -> None:
    """Write a grade row, over the one that is there."""
    storage.write(
        "INSERT OR REPLACE INTO grades VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        grade.item_id,
        grade.user_id,
        grade.raw,
        grade.final,
        grade.feedback,
        grade.time_modified,
        grade.received_at,
        int(grade.overridden),
        int(grade.locked),
    )


def empty_grade(item_id: int, user_id: int) -> Grade:
    """Return a row without a grade in it."""
    return Grade(item_id, user_id, None, None, "", None, None, False, False)


def received_now() -> str:
    """Return the present moment as the gradebook notes it, to the millisecond."""
    return utc_now().isoformat(timespec="milliseconds")
