"""Every launch that must work, by name, with the page that it must lead to."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from werkzeug.test import TestResponse

from tests.certification.scene import Change, Scene, drop, put
from tests.lti import forge
from tests.lti.forge import AGS, AGS_SCOPE, LTI, Claims

Attempt = Callable[[Scene], TestResponse]
UNKNOWN_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper"


def says(change: Change, **login: str | None) -> Attempt:
    """A launch whose claims are changed."""
    return lambda scene: scene.launch(change, **login)


def grades(**members: object) -> Attempt:
    """A launch with other grade service members; None leaves one out."""

    def change(claims: Claims) -> Claims:
        service = {**claims[AGS], **members}
        return {**claims, AGS: {name: value for name, value in service.items() if value is not None}}

    return says(change)


def picker(**settings: object) -> Attempt:
    """A deep linking launch without target and resource link."""
    return says(
        lambda claims: forge.without(forge.make_deep_linking(claims, **settings), LTI + "target_link_uri")
    )


def _by_get(scene: Scene) -> TestResponse:
    client = scene.app.test_client()
    asked_form = {
        "iss": scene.lms.issuer,
        "client_id": scene.lms.client_id,
        "target_link_uri": "http://127.0.0.1:8000/lti/launch",
        "login_hint": "4",
    }
    answer = client.get("/lti/login", query_string=asked_form)
    asked = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    return scene.lms.post(client, asked, scene.lms.claims(asked["nonce"]))


ACTIVITY: dict[str, Attempt] = {
    "login by POST": says(lambda claims: claims),
    "login by GET": _by_get,
    "only e-mail": says(drop("name", "given_name", "family_name")),
    "only names": says(drop("email")),
    "neither names nor e-mail": says(drop("name", "given_name", "family_name", "email")),
    "several roles": says(put(lti_roles=[forge.LEARNER, forge.LEARNER.replace("Learner", "Member")])),
    "a short role": says(put(lti_roles=["Learner"])),
    "an unknown role besides": says(put(lti_roles=[UNKNOWN_ROLE, forge.LEARNER])),
    "unknown claims": says(put(extra={"a": [1]})),
    "unresolved variables": says(put(lti_custom={"activity": "m1-w1", "due": "$ResourceLink.x"})),
    "no context": says(drop("lti_context")),
    "no launch_presentation": says(drop("lti_launch_presentation")),
    "grades with lineitem only": grades(lineitems=None),
    "grades with lineitems only": grades(lineitem=None),
    "grades read only": grades(scope=[AGS_SCOPE + "lineitem.readonly", AGS_SCOPE + "result.readonly"]),
    "no grades": says(drop(AGS)),
    "no roster": says(drop(forge.NRPS)),
    "several audiences, ours second, azp": says(put(aud=["x", "client-1"], azp="client-1")),
    "login without deployment": says(lambda claims: claims, lti_deployment_id=None),
}

PICKER: dict[str, Attempt] = {
    "picker without target and resource link": picker(),
    "picker with data": picker(data="{\"a\": 'é&<>\\u0000'}\0"),
    "picker for one link": picker(accept_multiple=False),
    "picker without line items": picker(accept_lineitem=False),
}

COHORT: dict[str, Attempt] = {
    "trainer": says(put(lti_roles=[forge.INSTRUCTOR])),
    "trainer by sub-role": says(
        put(lti_roles=["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"])
    ),
}

PLAIN: dict[str, Attempt] = {
    "an unknown role alone": says(put(lti_roles=[UNKNOWN_ROLE])),
    "an empty role": says(put(lti_roles=[""])),
    "no roles at all": says(put(lti_roles=[])),
    "an institution's role alone": says(
        put(lti_roles=["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"])
    ),
}

NO_SERVER_FAULT: dict[str, Attempt] = {
    "mentor with those who are mentored": says(put(lti_roles=[forge.MENTOR], lti_role_scope_mentor=["4"])),
    "submission review": says(forge.make_submission_review),
    "names of nonsense": says(put(name="\0\ud800", given_name=[1], family_name="x" * 5000)),
    "custom values of nonsense": says(put(lti_custom={"activity": "\0\ud800", "\0": {"a": 1}})),
}
