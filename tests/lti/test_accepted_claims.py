"""Launches that must work, and what is read from them."""

from __future__ import annotations

from typing import Any

import pytest

from lti_app.lti.claims import Context, GradeService, LaunchClaims, MessageType, Names, ResourceLink
from tests.lti import forge
from tests.lti.forge import AGS, AGS_SCOPE, DEEP_LINK, LTI, NRPS, Claims
from tests.lti.launching import ISSUER, TOOL, claims_now, launch


def with_members(name: str, **members: Any) -> Claims:
    """Claims with those members in one object; None leaves a member out."""
    claims = claims_now()
    changed = {**claims[name], **members}
    return {**claims, name: {key: value for key, value in changed.items() if value is not None}}


def test_a_participants_launch_from_moodle_is_read_whole() -> None:
    assert launch(claims_now()) == LaunchClaims(
        message_type=MessageType.RESOURCE_LINK,
        issuer=ISSUER,
        client_id="HVMAKAHOeCrny7F",
        deployment_id="1",
        subject="4",
        roles=(forge.LEARNER,),
        mentored=(),
        names=Names(full="Ana Álvarez", given="Ana", family="Álvarez", email="student1@example.test"),
        target_link_uri=f"{TOOL}/lti/launch",
        context=Context(id="2", label="AP1", title="Cohort one", history=()),
        resource_link=ResourceLink(id="1", title="Week one", description=None, history=()),
        custom=(
            ("activity", "week-1"),
            ("context_id_history", ""),
            ("due", "$ResourceLink.submission.endDateTime"),
        ),
        grade_service=GradeService(
            line_item=f"{ISSUER}/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1",
            line_items=f"{ISSUER}/mod/lti/services.php/2/lineitems?type_id=1",
            scopes=frozenset(
                AGS_SCOPE + word for word in ("lineitem", "lineitem.readonly", "result.readonly", "score")
            ),
        ),
        memberships_url=f"{ISSUER}/mod/lti/services.php/CourseSection/2/bindings/1/memberships",
        deep_link=None,
        for_user=None,
        return_url=f"{ISSUER}/mod/lti/return.php?course=2&sesskey=gX6tG2yHW9",
        document_target="iframe",
        locale="en",
        platform_family="moodle",
    )


@pytest.mark.parametrize(
    ("shared", "names"),
    [
        ((), Names(None, None, None, None)),
        (("email",), Names(None, None, None, "student1@example.test")),
        (("name", "given_name", "family_name"), Names("Ana Álvarez", "Ana", "Álvarez", None)),
    ],
)
def test_a_launch_may_share_any_part_of_a_name_or_none(shared: tuple[str, ...], names: Names) -> None:
    hidden = {"name", "given_name", "family_name", "email"} - set(shared)
    assert launch(forge.without(claims_now(), *hidden)).names == names


def test_names_are_kept_in_a_form_that_a_page_and_a_database_can_take() -> None:
    claims = {**claims_now(), "name": " Ana\0\n\ud800 Álvarez ", "given_name": 7, "family_name": "x" * 999}
    names = launch(claims).names
    assert (names.full, names.given, len(names.family or "")) == ("Ana Álvarez", None, 255)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ([forge.LEARNER, "Learner", "urn:x:unknown"], (forge.LEARNER, "Learner", "urn:x:unknown")),
        (["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"],
         ("http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant",)),
        ([""], ()),
        ([], ()),
    ],
)  # fmt: skip
def test_any_list_of_roles_is_let_in_even_an_empty_one(sent: list[str], read: tuple[str, ...]) -> None:
    assert launch({**claims_now(), LTI + "roles": sent}).roles == read


def test_a_mentor_comes_with_those_who_are_mentored() -> None:
    claims = {**claims_now(), LTI + "roles": [forge.MENTOR], LTI + "role_scope_mentor": ["4", "", "6"]}
    assert launch(claims).mentored == ("4", "6")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        (LTI + "context", "context"),
        (LTI + "launch_presentation", "return_url"),
        (AGS, "grade_service"),
        (NRPS, "memberships_url"),
        (LTI + "tool_platform", "platform_family"),
    ],
)
@pytest.mark.parametrize("how", ["absent", "null"])
def test_a_claim_that_is_not_needed_may_be_absent_or_null(name: str, field: str, how: str) -> None:
    claims = forge.without(claims_now(), name) if how == "absent" else {**claims_now(), name: None}
    assert getattr(launch(claims), field) is None


def test_a_launch_without_custom_parameters_is_let_in() -> None:
    assert launch(forge.without(claims_now(), LTI + "custom")).custom == ()


def test_unknown_claims_are_ignored() -> None:
    assert launch({**claims_now(), "https://x.example/claim": {"a": [1]}, "acr": 0}) == launch(claims_now())


@pytest.mark.parametrize(
    ("members", "line_item", "line_items", "scopes"),
    [
        ({"lineitems": None}, True, False, 4),
        ({"lineitem": None}, False, True, 4),
        ({"scope": [AGS_SCOPE + "lineitem.readonly"]}, True, True, 1),
        ({"scope": [], "lineitem": "", "lineitems": ""}, False, False, 0),
        ({"scope": None}, True, True, 0),
    ],
)
def test_the_grade_service_may_come_in_any_part(
    members: dict[str, Any], line_item: bool, line_items: bool, scopes: int
) -> None:
    service = launch(with_members(AGS, **members)).grade_service
    assert service is not None
    assert (service.line_item is not None, service.line_items is not None) == (line_item, line_items)
    assert len(service.scopes) == scopes


def test_a_variable_that_the_lms_did_not_resolve_counts_as_absent() -> None:
    read = launch(with_members(LTI + "custom", resource_link_id_history="$ResourceLink.id.history"))
    assert read.find_custom("due") is None
    assert read.find_custom("activity") == "week-1"
    assert read.resource_link is not None
    assert read.resource_link.history == ()


def test_the_courses_and_links_that_this_one_was_copied_from_are_read_nearest_first() -> None:
    read = launch(with_members(LTI + "custom", context_id_history="3, 2,", resource_link_id_history="9"))
    assert read.context is not None
    assert read.resource_link is not None
    assert (read.context.history, read.resource_link.history) == (("3", "2"), ("9",))


def test_custom_values_that_are_no_texts_do_no_harm() -> None:
    read = launch(with_members(LTI + "custom", flag=True, count=3, half=0.5, deep={"a": 1}, many=[1]))
    assert dict(read.custom) == {
        **dict(launch(claims_now()).custom),
        "flag": "true",
        "count": "3",
        "half": "0.5",
        "deep": "",
        "many": "",
    }


@pytest.mark.parametrize("audience", [["HVMAKAHOeCrny7F"], ["other", "HVMAKAHOeCrny7F"]])
def test_several_audiences_are_let_in_when_we_are_the_authorised_party(audience: list[str]) -> None:
    assert launch({**claims_now(), "aud": audience, "azp": "HVMAKAHOeCrny7F"}).client_id == "HVMAKAHOeCrny7F"


def test_a_login_that_named_no_deployment_may_launch_from_any() -> None:
    assert launch({**claims_now(), LTI + "deployment_id": "77"}, deployment_id=None).deployment_id == "77"


@pytest.mark.parametrize("host", ["learn.example.org", "learn.example.org:443"])
def test_our_host_may_be_named_with_or_without_its_usual_port(host: str) -> None:
    assert launch(claims_now(), tool_hosts=frozenset({host})).subject == "4"


def test_identifiers_of_255_characters_are_let_in() -> None:
    claims = {**claims_now(), "sub": "s" * 255, LTI + "context": {"id": "c" * 255}}
    assert len(launch(claims).subject) == 255


def test_a_picker_launch_needs_no_target_and_no_resource_link() -> None:
    read = launch(forge.without(forge.make_deep_linking(claims_now()), LTI + "target_link_uri"))
    assert (read.message_type, read.target_link_uri, read.resource_link) == (
        MessageType.DEEP_LINKING,
        None,
        None,
    )
    assert read.deep_link is not None
    assert read.deep_link.return_url.startswith(ISSUER)
    assert (read.deep_link.accept_multiple, read.deep_link.accept_line_item) == (True, True)
    assert read.deep_link.data is None


@pytest.mark.parametrize("text", ["", "plain", "ü\u2028\0\t{}\"'<&>", "\ud800", "x" * 5000])
def test_the_data_of_a_picker_launch_is_kept_whatever_text_it_is(text: str) -> None:
    read = launch(forge.make_deep_linking(claims_now(), data=text)).deep_link
    assert read is not None
    assert read.data == text


@pytest.mark.parametrize(
    ("said", "several"), [(True, True), ("true", True), (False, False), ("false", False), (None, False)]
)
def test_several_links_are_taken_only_where_the_lms_says_so(said: object, several: bool) -> None:
    read = launch(forge.make_deep_linking(claims_now(), accept_multiple=said)).deep_link
    assert read is not None
    assert read.accept_multiple is several


def test_line_items_are_left_out_only_where_the_lms_says_so() -> None:
    read = launch(forge.make_deep_linking(claims_now(), accept_lineitem=False)).deep_link
    assert read is not None
    assert read.accept_line_item is False


def test_a_submission_review_names_whose_work_it_is() -> None:
    read = launch(forge.make_submission_review(claims_now(), of="6"))
    assert (read.message_type, read.for_user) == (MessageType.SUBMISSION_REVIEW, "6")


def test_settings_of_a_picker_mean_nothing_in_a_resource_launch() -> None:
    assert launch({**claims_now(), DEEP_LINK: "nonsense"}).deep_link is None
