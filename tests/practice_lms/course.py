"""The course page's content: the links in it, in order, and the line items that come with them."""

from dataclasses import dataclass

from tests.practice_lms.gradebook import DEFAULT_MAXIMUM, LineItem, add_item, list_items, remove_item
from tests.practice_lms.storage import Row, Storage, as_int, as_text

LONGEST_TITLE = 255
HIGHEST_MAXIMUM = 100


@dataclass(frozen=True, slots=True)
class Link:
    """An activity of the tool in the course page; `custom` is lines of text, `url` may be empty."""

    id: int
    title: str
    description: str
    url: str
    custom: str
    position: int

    @property
    def cmid(self) -> int:
        """Return the course module's number, which in Moodle is never the activity's own."""
        return self.id + 1


@dataclass(frozen=True, slots=True)
class Placing:
    """What is asked for when a link is made; `graded` without a `maximum` means 100."""

    title: str
    description: str = ""
    url: str = ""
    custom: str = ""
    graded: bool = False
    maximum: float | None = None
    resource_id: str = ""
    tag: str = ""
    review: dict[str, object] | None = None


def list_faults(placing: Placing) -> list[str]:
    """Return why Moodle's activity form would refuse this, in its words; empty when it would not."""
    faults = []
    if len(placing.title) > LONGEST_TITLE:
        faults.append("Maximum of 255 characters")
    if placing.graded and not _is_whole_maximum(placing.maximum):
        faults.append("Invalid grade value. This must be an integer between 1 and 100")
    return faults


def _is_whole_maximum(maximum: float | None) -> bool:
    return maximum is None or (float(maximum).is_integer() and 1 <= maximum <= HIGHEST_MAXIMUM)


def _link(row: Row) -> Link:
    return Link(
        id=as_int(row["id"]),
        title=as_text(row["title"]),
        description=as_text(row["description"]),
        url=as_text(row["url"]),
        custom=as_text(row["custom"]),
        position=as_int(row["position"]),
    )


def list_links(storage: Storage) -> list[Link]:
    """Return the links in the order of the course page."""
    return [_link(row) for row in storage.rows("SELECT * FROM links ORDER BY position, id")]


def find_link(storage: Storage, number: int) -> Link | None:
    """Return the link with this number, or None."""
    row = storage.find("SELECT * FROM links WHERE id = ?", number)
    return _link(row) if row else None


def add_link(storage: Storage, placing: Placing, tool: int) -> tuple[int, int | None]:
    """Return the numbers of a new link and of its line item, which is None when it is not graded.

    A maximum that the form would refuse gives an item of the grade type "none": it is listed, takes
    scores, and never shows a grade. That is what several content items at once do in Moodle.
    """
    with storage.transaction():
        last = storage.find("SELECT coalesce(max(position), 0) AS last FROM links")
        assert last
        link_id = storage.add(
            "INSERT INTO links (title, description, url, custom, position) VALUES (?, ?, ?, ?, ?)",
            placing.title,
            placing.description,
            placing.url,
            placing.custom,
            as_int(last["last"]) + 1,
        )
        return link_id, _add_item_of(storage, placing, link_id, tool) if placing.graded else None


def _add_item_of(storage: Storage, placing: Placing, link_id: int, tool: int) -> int:
    counts = _is_whole_maximum(placing.maximum)
    return add_item(
        storage,
        LineItem(
            id=0,
            tool=tool,
            label=placing.title,
            score_maximum=(placing.maximum or DEFAULT_MAXIMUM) if counts else DEFAULT_MAXIMUM,
            resource_id=placing.resource_id,
            tag=placing.tag,
            link_id=link_id,
            made_for=link_id,
            review=dict(placing.review) if placing.review else None,
            grade_type="value" if counts else "none",
        ),
    )


def remove_link(storage: Storage, number: int) -> None:
    """Delete a link and its line item; others that the tool tied to it lose only the tie."""
    for item in list_items(storage):
        if item.made_for == number:
            remove_item(storage, item.id)
    storage.write("UPDATE line_items SET link_id = NULL WHERE link_id = ?", number)
    storage.write("DELETE FROM links WHERE id = ?", number)


def move_link(storage: Storage, number: int, *, up: bool) -> None:
    """Exchange a link with its neighbour above or below; at the end nothing happens."""
    links = list_links(storage)
    places = [link.id for link in links]
    if number not in places:
        return
    here = places.index(number)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(places):
        return
    places[here], places[there] = places[there], places[here]
    with storage.transaction():
        for position, link_id in enumerate(places, start=1):
            storage.write("UPDATE links SET position = ? WHERE id = ?", position, link_id)


def follow_the_tool(storage: Storage, tool_url: str) -> None:
    """Give the links the tool's present address, if it has moved since the last run."""
    with storage.transaction():
        known = storage.find("SELECT value FROM facts WHERE name = 'tool'")
        if known and (before := as_text(known["value"])) != tool_url:
            storage.write(
                "UPDATE links SET url = ? || substr(url, ?) WHERE url LIKE ? || '/%'",
                tool_url,
                len(before) + 1,
                before,
            )
        storage.write("INSERT OR REPLACE INTO facts VALUES ('tool', ?)", tool_url)
