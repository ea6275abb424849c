"""Courses and their copies: backup and restore to a new course, and a link duplicated, as Moodle does both."""

from dataclasses import dataclass, replace

from tests.practice_lms.course import Link, find_link, list_links
from tests.practice_lms.gradebook import add_item, list_items
from tests.practice_lms.storage import Row, Storage, as_int, as_text
from tests.practice_lms.world import COURSE_ID, COURSE_LABEL, COURSE_TITLE


@dataclass(frozen=True, slots=True)
class Course:
    """A course. `history` names those it was copied from, nearest first; empty for an original."""

    id: int
    title: str
    label: str
    history: tuple[int, ...] = ()

    @property
    def told_history(self) -> str:
        """Return what `$Context.id.history` stands for."""
        return ",".join(str(number) for number in self.history)


ORIGINAL = Course(COURSE_ID, COURSE_TITLE, COURSE_LABEL)


def _course(row: Row) -> Course:
    history = tuple(int(part) for part in as_text(row["history"]).split(",") if part)
    return Course(as_int(row["id"]), as_text(row["title"]), as_text(row["label"]), history)


def list_courses(storage: Storage) -> list[Course]:
    """Return every course, the original first."""
    return [ORIGINAL, *(_course(row) for row in storage.rows("SELECT * FROM courses ORDER BY id"))]


def find_course(storage: Storage, number: int) -> Course | None:
    """Return the course with this number, or None."""
    return next((course for course in list_courses(storage) if course.id == number), None)


def course_of(storage: Storage, link_id: int | None) -> Course:
    """Return the course that a link stands in; without a link, the original."""
    row = storage.find("SELECT course_id FROM link_courses WHERE link_id = ?", link_id)
    return (find_course(storage, as_int(row["course_id"])) if row else None) or ORIGINAL


def list_links_of(storage: Storage, course: Course) -> list[Link]:
    """Return the links of one course, in order."""
    return [link for link in list_links(storage) if course_of(storage, link.id).id == course.id]


def copy_course(storage: Storage, source: Course) -> Course:
    """Return a new course restored from a backup of `source`: links and columns, no people's work.

    Links and course get new numbers; custom parameters, address, title, `resourceId` and `tag` are kept.
    """
    number = max(course.id for course in list_courses(storage)) + 1
    course = Course(number, f"{source.title} copy 1", f"{source.label}_1", (source.id, *source.history))
    storage.write(
        "INSERT INTO courses (id, title, label, history) VALUES (?, ?, ?, ?)",
        course.id,
        course.title,
        course.label,
        course.told_history,
    )
    for link in list_links_of(storage, source):
        _copy_link(storage, link, course, link.title)
    return course


def duplicate_link(storage: Storage, number: int) -> int | None:
    """Return the number of a link's duplicate in its own course, or None where there is no such link."""
    link = find_link(storage, number)
    return _copy_link(storage, link, course_of(storage, number), f"{link.title} (copy)") if link else None


def _copy_link(storage: Storage, link: Link, course: Course, title: str) -> int:
    number = storage.add(
        "INSERT INTO links (title, description, url, custom, position) VALUES (?, ?, ?, ?, ?)",
        title,
        link.description,
        link.url,
        link.custom,
        link.position,
    )
    if course.id != ORIGINAL.id:
        storage.write("INSERT INTO link_courses VALUES (?, ?)", number, course.id)
    for item in list_items(storage):
        if item.link_id == link.id:
            made_for = number if item.made_for == link.id else None
            add_item(storage, replace(item, label=title, link_id=number, made_for=made_for))
    return number
