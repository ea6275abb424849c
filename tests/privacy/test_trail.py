"""The audit trail as administrators read it: in sentences, narrowed, page by page, and of their organisation alone."""

from __future__ import annotations

import csv
import html
import re
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from lti_app.clock import utc_now
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.records import Cohort, Membership
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.export_records import record_export
from lti_app.privacy.records import record_look
from lti_app.privacy.trail_reads import MOST_NAMESAKES
from lti_app.privacy.trail_records import TrailLine, add_trail_line
from lti_app.privacy.trail_rules import PAGE_SIZE
from tests.administration.coming_in import Desk, become_administrator
from tests.builders import TestLms, make_lms
from tests.counting import count_statements
from tests.dashboard.crowds import add_crowd
from tests.portfolio.filling import fill
from tests.sign_off.scene import SIGNED, Scene, of, open_desk


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """The administrator's pages."""
    return become_administrator(scene.app, scene.app.test_client())


def read(desk: Desk, query: str = "") -> list[str]:
    """The sentences of a page of the trail."""
    page = desk.show(f"trail{query}")
    cells = re.findall(r'<dd class="govuk-summary-list__value app-own-words">(.*?)</dd>', page)
    return [html.unescape(cell).strip() for cell in cells]


def read_file(desk: Desk, **form: str) -> list[list[str]]:
    """The lines of the trail as a file."""
    answer = desk.send("trail/export", **form)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    return list(csv.reader(answer.text.removeprefix("\ufeff").splitlines()))


def keep(scene: Scene, deed: Deed, at: datetime, **told: str | int) -> None:
    """Put a line on the trail about the participant."""
    with scene.app.app_context(), transaction() as session:
        add_trail_line(
            session,
            organisation_id=1,
            deed=deed,
            now=at,
            person_id=scene.writer.person_id,
            **told,  # type: ignore[arg-type]
        )


def test_the_trail_says_that_it_is_empty_and_what_comes(desk: Desk) -> None:
    assert "There is nothing on the trail yet" in desk.show("trail")
    assert "The first entry appears when" not in desk.show("trail"), "the look is an entry itself"


def test_deeds_looks_and_exports_are_told_newest_first_and_nothing_that_was_written(
    scene: Scene, desk: Desk
) -> None:
    scene.propose()
    scene.name()
    fill(scene.writer)
    scene.writer.hand_over()
    manager = open_desk(scene, scene.make_link())
    ticks = {"tick.satisfactory": "yes", "tick.consistent": "yes"}
    assert manager.send(of(scene, "portfolio"), **SIGNED, **ticks).status_code == 303
    said = manager.send(of(scene, "portfolio/withdraw"), reason="A reason for two alone.")
    assert said.status_code == 303
    told = read(desk)
    wanted = [
        "Morgan Lee withdrew the verification of the portfolio of Pat Example.",
        "Morgan Lee verified the portfolio of Pat Example in writing.",
        "The desk of Morgan Lee, the line manager of Pat Example, was opened with the link.",
        "Tara Teacher made a link to copy for Morgan Lee, the line manager of Pat Example.",
        "Tara Teacher confirmed Morgan Lee as the line manager of Pat Example.",
        "Tara Teacher ended the naming of Morgan Lee as the line manager of Pat Example.",
        "Pat Example proposed Morgan Lee as their line manager.",
    ]
    assert [one for one in told if one in wanted] == wanted
    assert any(one.startswith("Morgan Lee (line manager) read what Pat Example wrote: ") for one in told)
    page = desk.show("trail")
    assert "A reason for two alone" not in page and SIGNED["words"] not in page


def look_and_export(scene: Scene) -> Cohort:
    """Have the trainer read what the participant wrote, and take the cohort's states out; the cohort."""
    (cohort,) = scene.list_rows(Cohort)
    with scene.app.app_context(), transaction() as session:
        trainers = select(Membership.person_id).where(Membership.role == Role.TRAINER)
        trainer_id = session.scalars(trainers).one()
        record_look(
            session,
            cohort_id=cohort.id,
            looker_id=trainer_id,
            person_id=scene.writer.person_id,
            role="trainer",
            activity_key="m1-w1",
            tasks=("m1-w1/experience", "m1-w1/hopes"),
            now=utc_now(),
        )
        record_export(
            session, cohort_id=cohort.id, exporter_id=trainer_id, kind="csv", people=1, now=utc_now()
        )
    found: Cohort = cohort
    return found


def test_a_trainers_look_and_export_are_told_with_week_and_cohort(scene: Scene, desk: Desk) -> None:
    cohort = look_and_export(scene)
    title = scene.app.extensions["programme"].activities["m1-w1"].title
    assert f"Tara Teacher (trainer) read what Pat Example wrote: {title}, 2 tasks." in read(desk)
    export = f"Tara Teacher took the states of 1 participant of {cohort.title} out as a file."
    assert export in read(desk, "?kind=taken-out")
    assert export not in read(desk, "?kind=reading")
    assert export in read(desk, "?who=Tara")
    assert export not in read(desk, "?who=Pat")


def test_the_trail_is_narrowed_to_a_kind_a_person_and_a_day(scene: Scene, desk: Desk) -> None:
    long_ago = utc_now() - timedelta(days=40)
    keep(scene, Deed.CERTIFICATE_ISSUED, long_ago, subject="AP-1")
    scene.name()
    issued = "Certificate AP-1 was issued to Pat Example."
    named = "Tara Teacher confirmed Morgan Lee as the line manager of Pat Example."
    on = london_day(long_ago)
    day = f"on-day={on.day}&on-month={on.month}&on-year={on.year}"
    assert read(desk, "?kind=certificates") == [issued]
    assert read(desk, "?kind=naming") == [named]
    assert read(desk, f"?{day}") == [issued]
    assert read(desk, f"?{day}&kind=naming") == []
    assert {issued, named} <= set(read(desk, f"?who={scene.writer.person_id}"))
    assert named in read(desk, "?who=tara") and issued not in read(desk, "?who=tara")
    assert "Nothing of this kind" in desk.show("trail?kind=settings")
    assert "Nobody of your organisation has" in desk.show("trail?who=Zacharias")
    assert "Enter a day such as" in desk.show("trail?on-day=99")


def test_several_of_a_name_are_told_apart_by_their_numbers(scene: Scene, desk: Desk) -> None:
    scene.name()
    page = desk.show("trail?who=a")
    assert "Whom do you mean?" in page and "Pat Example (person" in page and "Tara Teacher (person" in page
    found = re.search(r'href="[^"]*/(trail\?who=\d+)">Pat Example', page)
    assert found is not None
    assert any("Morgan Lee" in one for one in read(desk, found[1].removeprefix("trail")))
    assert "type more of the name" not in page
    add_crowd(scene.app, people=MOST_NAMESAKES)
    page = desk.show("trail?who=a")
    assert page.count("(person ") == MOST_NAMESAKES and "type more of the name" in page


def test_pages_follow_each_other_without_a_gap_where_many_share_an_instant(scene: Scene, desk: Desk) -> None:
    at = utc_now() - timedelta(days=3)
    for number in range(PAGE_SIZE + 5):
        keep(scene, Deed.CERTIFICATE_ISSUED, at, subject=f"AP-{number:03}")
    first = read(desk, "?kind=certificates")
    assert len(first) == PAGE_SIZE and "AP-054" in first[0]
    older = re.search(r'href="[^"]*/trail(\?[^"]*before=[^"]*)"', desk.show("trail?kind=certificates"))
    assert older is not None
    rest = read(desk, html.unescape(older[1]))
    assert len(rest) == 5 and len({*first, *rest}) == PAGE_SIZE + 5
    lines = read_file(desk, kind="certificates")
    assert [line[1] for line in lines[1:]] == [*first, *rest]


def test_a_page_takes_as_many_statements_for_many_entries_as_for_one(scene: Scene, desk: Desk) -> None:
    scene.name()
    read(desk)
    count = partial(count_statements, scene.app, partial(read, desk))
    before = count()
    for number in range(30):
        keep(scene, Deed.CERTIFICATE_WITHDRAWN, utc_now(), subject=f"AP-{number}", reason="Issued in error.")
    assert count() == before <= 12
    assert "Reason given: Issued in error." in read(desk)[0]


def test_that_the_trail_is_read_is_kept_once_a_day_and_that_it_is_taken_out_every_time(
    scene: Scene, desk: Desk
) -> None:
    scene.name()
    trainer = scene.list_rows(TrailLine)[0].by_person_id
    person = scene.writer.person_id
    for query in ("", "", f"?who={person}", f"?who={trainer}", f"?who={person}", "?kind=naming"):
        read(desk, query)
    read_file(desk)
    read_file(desk, who=str(scene.writer.person_id))
    kept = [one for one in scene.list_rows(TrailLine) if one.by_administrator_id is not None]
    assert [(one.deed, one.person_id) for one in kept] == [
        ("audit trail read", None),
        ("audit trail of a person read", person),
        ("audit trail of a person read", trainer),
        ("audit trail exported", None),
        ("audit trail exported", person),
    ]
    assert "Sanjay Patel (administrator) read this audit trail." in read(desk)


def test_the_file_holds_no_formula_and_is_refused_for_nobody(scene: Scene, desk: Desk) -> None:
    keep(scene, Deed.CERTIFICATE_WITHDRAWN, utc_now(), subject="AP-1", reason="=HYPERLINK(0)")
    lines = read_file(desk)
    assert lines[0] == ["When, in London", "What happened", "Reason", "Number of the person"]
    reasons = [line[2] for line in lines[1:]]
    assert "'=HYPERLINK(0)" in reasons and "=HYPERLINK(0)" not in reasons
    assert desk.send("trail/export", who="Zacharias").status_code == 404


def test_another_organisations_trail_is_not_read(scene: Scene, desk: Desk, lms: TestLms) -> None:
    scene.name()
    cohort, person = look_and_export(scene), scene.writer.person_id
    with make_lms(scene.app, issuer="https://lms.eastmere.example", client_id="two") as other:
        other.register("Eastmere Council")
    foreign = become_administrator(scene.app, scene.app.test_client(), "Eastmere Council")
    for query in ("", "?who=Pat", f"?who={person}", "?kind=naming"):
        page = foreign.show(f"trail{query}")
        assert not [one for one in ("Pat Example", "Morgan Lee", cohort.title) if one in page]
    assert len(read(foreign)) == 1, "that it was read, and no more"
    assert all("Pat Example" not in " ".join(line) for line in read_file(foreign))
    assert foreign.send("trail/export", who=str(person)).status_code == 404
    assert "Pat Example" in " ".join(read(desk))


def test_trainers_and_participants_have_no_trail(scene: Scene) -> None:
    for client, root in ((scene.trainer, scene.root), (scene.writer.client, scene.writer.root)):
        assert client.get(root.replace("/v/", "/a/") + "/trail").status_code == 401
