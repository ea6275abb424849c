"""What a line manager signs at the desk, what comes of it, and what they never see."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from lti_app.activity.answers_rules import Answers, write_answers
from lti_app.activity.records import CompletionRecord, Submission
from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.gate.facts_rules import Awaited
from lti_app.gate.records import GivenSignOff
from lti_app.privacy.trail_records import TrailLine
from lti_app.programme.model import Discussion, Readers, SignOff
from lti_app.sign_off.records import find_verification, void_verification
from lti_app.sign_off.statement_records import SignedStatement
from lti_app.sign_off.statement_rules import CONSISTENT, SATISFACTORY, StatementKind
from tests.portfolio.filling import fill
from tests.sign_off.scene import SIGNED, Desk, Scene, of

AGREEMENT = "m1-w1/learning-agreement"
BOTH = {"tick.satisfactory": "yes", "tick.consistent": "yes"}


def tick_all(desk: Desk, scene: Scene) -> dict[str, str]:
    """Every box of the entry check."""
    page = desk.open(of(scene, "entry")).text
    return dict.fromkeys(re.findall(r'name="(tick\.[^"]+)"', page), "yes")


def sign_offs(scene: Scene) -> set[tuple[SignOff, bool]]:
    """The sign-offs given, and whether each holds."""
    return {(one.sign_off, one.void_at is None) for one in scene.list_rows(GivenSignOff)}


def kinds(scene: Scene) -> list[StatementKind]:
    """What was signed, in its order."""
    return [one.kind for one in scene.list_rows(SignedStatement)]


def hand_over(scene: Scene, **fields: str) -> None:
    """The participant hands over what they have."""
    assert scene.writer.hand_over(**fields).status_code == 200


def verify(desk: Desk, scene: Scene, **fields: str) -> int:
    """The line manager signs the verification; the answer's status."""
    return desk.send(of(scene, "portfolio"), **SIGNED, **BOTH, **fields).status_code


def test_the_entry_check_with_every_line_gives_the_sign_off(desk: Desk, scene: Scene) -> None:
    ticks = tick_all(desk, scene)
    assert len(ticks) == 18
    assert desk.send(of(scene, "entry"), **SIGNED, **ticks).status_code == 303
    assert sign_offs(scene) == {(SignOff.ENTRY, True)}
    (kept,) = scene.list_rows(SignedStatement)
    assert (kept.name, kept.post, kept.confirmed_by) == ("Morgan Lee", "Team manager", "Tara Teacher")
    assert len(kept.statement.splitlines()) == 18
    assert desk.client.post(desk.root + of(scene, "entry")).status_code == 403


def test_an_entry_check_in_part_needs_words_and_gives_no_sign_off(desk: Desk, scene: Scene) -> None:
    ticks = dict(list(tick_all(desk, scene).items())[1:])
    wordless = {**SIGNED, "words": ""}
    answer = desk.send(of(scene, "entry"), **wordless, **ticks)
    assert answer.status_code == 422 and "Say what is missing" in answer.text
    assert desk.send(of(scene, "entry"), **SIGNED, **ticks).status_code == 303
    assert (sign_offs(scene), kinds(scene)) == (set(), [StatementKind.ENTRY_IN_PART])
    shown = scene.trainer.get(scene.about).text
    assert "Not yet: Has been qualified" in shown and SIGNED["words"] in shown


def test_a_learning_agreement_agreed_counts_and_gives_the_sign_off(desk: Desk, scene: Scene) -> None:
    fill(scene.writer, only=(AGREEMENT,))
    with scene.app.app_context(), transaction() as session:
        session.execute(update(Submission).values(awaits=Awaited.LINE_MANAGER))
    page = desk.open(of(scene, f"work/{AGREEMENT}")).text
    assert f"{AGREEMENT}: Some words." in page
    answer = desk.send(of(scene, f"work/{AGREEMENT}"), **SIGNED, decision="agree")
    assert answer.status_code == 303
    assert sign_offs(scene) == {(SignOff.LEARNING_AGREEMENT, True)}
    (submission,) = scene.list_rows(Submission)
    assert submission.settled_at is not None
    again = desk.client.post(
        desk.root + of(scene, f"work/{AGREEMENT}"),
        data={
            **SIGNED,
            "decision": "back",
            "number": "1",
            "csrf_token": page.split('csrf_token" value="')[1][:64],
        },
    )
    assert again.status_code == 422 and "signed already" in again.text


def test_a_learning_agreement_sent_back_shows_the_words_to_the_participant(desk: Desk, scene: Scene) -> None:
    fill(scene.writer, only=(AGREEMENT,))
    back = {**SIGNED, "decision": "back"}
    assert desk.send(of(scene, f"work/{AGREEMENT}"), **{**back, "words": " "}).status_code == 422
    assert (
        desk.send(of(scene, f"work/{AGREEMENT}"), **{**back, "words": "Name a day for it."}).status_code
        == 303
    )
    assert (kinds(scene), sign_offs(scene)) == ([StatementKind.SENT_BACK], set())
    shown = scene.writer.client.get(f"{scene.writer.root}/line-manager").text
    assert "Name a day for it." in shown and "Draw it up anew" in shown
    fill(scene.writer, only=(AGREEMENT,), words="Drawn up anew.")
    assert "Waits for the line manager" in scene.writer.client.get(f"{scene.writer.root}/line-manager").text
    assert desk.send(of(scene, f"work/{AGREEMENT}"), **SIGNED, decision="agree").status_code == 303


def test_another_version_than_the_one_that_was_read_is_not_agreed(desk: Desk, scene: Scene) -> None:
    fill(scene.writer, only=(AGREEMENT,))
    page = desk.open(of(scene, f"work/{AGREEMENT}")).text
    token = page.split('csrf_token" value="')[1][:64]
    fill(scene.writer, only=(AGREEMENT,), words="Something else.")
    answer = desk.client.post(
        desk.root + of(scene, f"work/{AGREEMENT}"),
        data={**SIGNED, "decision": "agree", "number": "1", "csrf_token": token},
    )
    assert answer.status_code == 422 and "changed since you read it" in answer.text
    assert kinds(scene) == []


def list_discussions(scene: Scene) -> list[tuple[str, bool]]:
    """The programme's discussions, and whether a line manager may read what was written of each."""
    programme = scene.app.extensions["programme"]
    return [
        (f"{activity.key}/{task.key}", task.readers is Readers.LINE_MANAGER_AND_TRAINER)
        for activity in programme.activities.values()
        for task in activity.tasks
        if isinstance(task.asks, Discussion)
    ]


@pytest.mark.parametrize("may_read", [True, False])
def test_a_discussion_with_the_line_manager_is_confirmed_whoever_reads_it(
    desk: Desk, scene: Scene, may_read: bool
) -> None:
    ref = next(ref for ref, readable in list_discussions(scene) if readable is may_read)
    fill(scene.writer, only=(ref,))
    with scene.app.app_context(), transaction() as session:
        answers = Answers((("role", "My line manager"), ("outcome", "What came of it.")))
        session.execute(update(Submission).values(answers=write_answers(answers)))
    assert ("What came of it." in desk.open(of(scene, f"work/{ref}")).text) is may_read
    assert desk.send(of(scene, f"work/{ref}"), **SIGNED).status_code == 303
    assert kinds(scene) == [StatementKind.DISCUSSED]


def test_a_discussion_with_a_colleague_is_not_the_line_managers_to_confirm(desk: Desk, scene: Scene) -> None:
    ref = next(ref for ref, readable in list_discussions(scene) if readable)
    fill(scene.writer, only=(ref,))
    assert desk.send(of(scene, f"work/{ref}"), **SIGNED, decision="discussed", number="1").status_code == 422
    assert kinds(scene) == []


def test_a_verification_is_kept_as_signed_and_completes_the_portfolio(desk: Desk, scene: Scene) -> None:
    fill(scene.writer)
    hand_over(scene)
    page = desk.open(of(scene, "portfolio")).text
    assert SATISFACTORY in page and CONSISTENT in page
    hidden = dict(re.findall(r'name="(number|digest|csrf_token)" value="([^"]*)"', page))
    assert verify(desk, scene) == 303
    assert (SignOff.PORTFOLIO, True) in sign_offs(scene)
    with scene.app.app_context(), read_only() as session:
        kept = find_verification(session, person_id=scene.writer.person_id)
    assert kept is not None and kept.void_at is None and kept.number == 1 and len(kept.contents_digest) == 64
    assert kept.statement == f"{SATISFACTORY}\n{CONSISTENT}"
    assert (kept.name, kept.post, kept.words) == (SIGNED["name"], SIGNED["post"], SIGNED["words"])
    assert kept.confirmed_by == "Tara Teacher"
    assert "portfolio" in {one.activity_key for one in scene.list_rows(CompletionRecord)}
    again = desk.client.post(desk.root + of(scene, "portfolio"), data={**SIGNED, **BOTH, **hidden})
    assert again.status_code == 422 and "It was signed already" in again.text, "from a second tab"
    assert len(kinds(scene)) == 1


@pytest.mark.parametrize("missing", [*BOTH, *SIGNED])
def test_a_verification_without_any_one_part_is_not_signed(desk: Desk, scene: Scene, missing: str) -> None:
    fill(scene.writer, only=(AGREEMENT,))
    hand_over(scene)
    given = {key: text for key, text in {**SIGNED, **BOTH}.items() if key != missing}
    answer = desk.send(of(scene, "portfolio"), **given)
    assert answer.status_code == 422 and "There is a problem" in answer.text
    assert kinds(scene) == [] and sign_offs(scene) == set()


def test_a_portfolio_handed_over_anew_since_it_was_read_is_not_verified(desk: Desk, scene: Scene) -> None:
    fill(scene.writer, only=(AGREEMENT,))
    hand_over(scene)
    page = desk.open(of(scene, "portfolio")).text
    hidden = dict(re.findall(r'name="(number|digest|csrf_token)" value="([^"]*)"', page))
    fill(scene.writer, only=(AGREEMENT,), words="Other words.")
    hand_over(scene)
    answer = desk.client.post(desk.root + of(scene, "portfolio"), data={**SIGNED, **BOTH, **hidden})
    assert answer.status_code == 422 and "changed since you read it" in answer.text
    assert kinds(scene) == []


def test_a_later_portfolio_voids_the_verification_for_everyone_to_see(desk: Desk, scene: Scene) -> None:
    fill(scene.writer, only=(AGREEMENT,))
    hand_over(scene)
    assert verify(desk, scene) == 303
    fill(scene.writer, only=(AGREEMENT,), words="Other words.")
    with scene.app.app_context(), transaction() as session:
        assert void_verification(
            session, person_id=scene.writer.person_id, reason="It was handed over anew.", now=utc_now()
        )
    assert sign_offs(scene) == {(SignOff.PORTFOLIO, False)}
    own = scene.writer.client.get(f"{scene.writer.root}/line-manager").text
    for page in (desk.open(of(scene, "portfolio")).text, own, scene.trainer.get(scene.about).text):
        assert "no longer holds" in page and "It was handed over anew." in page
    assert "verification voided" in {one.deed for one in scene.list_rows(TrailLine)}
    assert verify(desk, scene) == 303


def test_a_line_manager_withdraws_their_verification_with_a_reason(desk: Desk, scene: Scene) -> None:
    fill(scene.writer)
    hand_over(scene)
    verify(desk, scene)
    path = of(scene, "portfolio/withdraw")
    assert desk.send(path, reason="  ").status_code == 422
    assert desk.send(path, reason="I signed for the wrong person.").status_code == 303
    assert (SignOff.PORTFOLIO, False) in sign_offs(scene)
    assert "portfolio" not in {one.activity_key for one in scene.list_rows(CompletionRecord)}
    assert "wrong person" in scene.writer.client.get(f"{scene.writer.root}/line-manager").text
