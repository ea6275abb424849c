"""Who is given a line manager's link, where it never opens, and what forms and tables never give away."""

from __future__ import annotations

from pathlib import Path

from lti_app.mail.records import Mail
from lti_app.sign_off.visit_records import LineManagerCode, LineManagerLink, LineManagerVisitRecord
from lti_app.sign_off.visit_rules import LINKS_MAILED_A_DAY
from tests.builders import TOOL, csrf_of, make_app, make_lms, make_settings
from tests.databases import sqlite_url
from tests.sign_off.scene import (
    NAMED,
    Desk,
    Scene,
    again,
    make_scene,
    open_desk,
    press,
    read_code,
    read_link,
)


def test_the_participants_own_browser_never_opens_the_desk(scene: Scene) -> None:
    scene.name()
    answer = press(scene.writer.client, scene.make_link())
    assert answer.status_code == 403 and "for the line manager alone" in answer.text
    assert scene.list_refusals() == ["link opened in the participant's browser"]


def test_a_form_from_another_site_opens_no_link(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert scene.app.test_client().post(link, headers=headers).status_code == 403
        assert scene.app.test_client().post(f"{link}/code", headers=headers).status_code == 403
    assert scene.list_rows(LineManagerCode) == []


def test_links_that_are_made_up_do_not_fill_the_audit_trail(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path, DATABASE_URL=sqlite_url(tmp_path), SIGNED_LINK_LIMIT="4", LIMIT_WINDOW="86400"
    )
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register()
        scene = make_scene(app, lms)
        scene.name()
        number = scene.make_link().removeprefix("/m/link/").partition("-")[0]
        ways = [f"/m/link/{number}-{turn}.x{way}" for turn in range(5) for way in ("", "/code")]
        assert [press(app.test_client(), way).status_code for way in ways] == [404] * 4 + [429] * 6
        assert scene.list_refusals() == ["link tampered with"] * 4


def test_a_form_without_the_visits_token_signs_nothing(scene: Scene) -> None:
    scene.name()
    desk = open_desk(scene, scene.make_link())
    rules = [one for one in scene.app.url_map.iter_rules() if one.rule.startswith("/m/<visit_id>")]
    posts = [one for one in rules if "POST" in (one.methods or ())]
    assert len(posts) >= 5
    for rule in posts:
        path = desk.root + rule.rule.removeprefix("/m/<visit_id>").replace("<int:person_id>", "1").replace(
            "<key>", "m1-w1"
        ).replace("<task_key>", "learning-agreement")
        assert desk.client.post(path, headers={"Origin": TOOL}).status_code == 403, rule.rule


def test_the_database_holds_no_secret_of_a_link_a_code_or_a_browser(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    secret = link.split("-", 1)[1].rpartition(".")[0]
    open_desk(scene, link)
    code = read_code(scene)
    kept = "".join(
        str(vars(one))
        for table in (LineManagerLink, LineManagerCode, LineManagerVisitRecord)
        for one in scene.list_rows(table)
    )
    assert secret not in kept and code not in kept


def test_without_mail_the_link_binds_the_first_browser_and_no_other(mailless: Scene) -> None:
    mailless.name()
    link = mailless.make_link()
    desk = open_desk(mailless, link)
    assert "Pat Example" in desk.open().text
    assert press(desk.client, link).status_code == 303
    answer = press(mailless.app.test_client(), link)
    assert answer.status_code == 403 and "used already" in answer.text and "new link" in answer.text
    assert mailless.list_refusals() == ["link used in another browser"]


def test_without_mail_a_participant_is_given_no_link(mailless: Scene) -> None:
    mailless.name()
    page = mailless.writer.client.get(f"{mailless.writer.root}/line-manager")
    assert "your trainer gives your line manager the link" in page.text
    for decision in ("link", "mail"):
        token = page.text.split('name="csrf_token" value="')[1][:64]
        answer = mailless.writer.client.post(
            f"{mailless.writer.root}/line-manager/{decision}", data={"csrf_token": token}
        )
        assert answer.status_code == 404
    assert mailless.list_rows(LineManagerLink) == []


def test_the_link_is_mailed_to_the_line_manager_and_shown_to_nobody(scene: Scene) -> None:
    scene.name()
    answer = scene.decide("mail")
    assert answer.status_code == 303
    link = read_link(scene.read_mail())
    assert "Pat Example" not in scene.read_mail()
    assert link not in scene.trainer.get(scene.about).text
    assert isinstance(open_desk(scene, link), Desk)


def test_a_participant_copies_a_link_that_asks_for_the_code(scene: Scene) -> None:
    scene.name()
    again(scene.lms, scene.writer)
    page = f"{scene.writer.root}/line-manager"
    token = scene.writer.client.get(page).text.split('name="csrf_token" value="')[1][:64]
    shown = scene.writer.client.post(f"{page}/link", data={"csrf_token": token})
    link = read_link(shown.text)
    assert link not in scene.writer.client.get(page).text
    assert press(scene.app.test_client(), link).headers["Location"].endswith("/code")


def test_without_mail_a_link_opens_the_page_of_the_one_whom_it_was_made_for(mailless: Scene) -> None:
    """Whoever holds it proves nothing: a trainer could name the line manager of people who are not theirs."""
    mailless.name()
    other = mailless.app.test_client()
    mailless.lms.enter(other, sub="sub-other", name="Olu Other")
    about = mailless.about.replace(f"/{mailless.writer.person_id}/", f"/{mailless.writer.person_id + 2}/")
    token = csrf_of(mailless.trainer.get(about).text)
    assert mailless.trainer.post(about, data={**NAMED, "csrf_token": token}).status_code == 303
    desk = open_desk(mailless, mailless.make_link())
    page = desk.open().text
    assert "Pat Example" in page and "Olu Other" not in page
    assert desk.open(f"/people/{mailless.writer.person_id + 2}").status_code == 404


def test_a_line_manager_is_not_mailed_without_end(scene: Scene) -> None:
    scene.name()
    answers = [scene.decide("mail").status_code for _ in range(LINKS_MAILED_A_DAY + 2)]
    assert answers == [303] * LINKS_MAILED_A_DAY + [429, 429]
    assert len(scene.list_rows(Mail)) == LINKS_MAILED_A_DAY
    assert scene.make_link(), "a link that is shown needs no mail"
