"""Each file imports only what the rooms before its own promise."""

from __future__ import annotations

import pytest

from tests.house.rooms import check_file_names, check_imports
from tests.house.sources import list_sources, source_of, told


def test_files_import_only_from_rooms_before_their_own() -> None:
    faults = [fault for source in list_sources("lti_app") for fault in check_imports(source)]
    assert not faults, told(faults)


def test_files_in_domain_folders_are_named_after_their_room() -> None:
    faults = [fault for source in list_sources("lti_app") for fault in check_file_names(source)]
    assert not faults, told(faults)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("lti_app/gate/rules.py", "import sqlalchemy"),
        ("lti_app/gate/rules.py", "from flask import current_app"),
        ("lti_app/gate/rules.py", "from lti_app.clock import utc_now"),
        ("lti_app/gate/rules.py", "from lti_app.database import db"),
        ("lti_app/gate/rules.py", "import time"),
        ("lti_app/gate/opening_rules.py", "from lti_app.activity.records import DraftRecord"),
        ("lti_app/gate/rules.py", "from ..activity import records"),
        ("lti_app/activity/records.py", "from lti_app.activity.actions import submit"),
        ("lti_app/cohort/records.py", "from lti_app.gate.records import Waiver\nclass Person(Base): ..."),
        ("lti_app/cohort/finding_records.py", "from lti_app.gate.actions import waive"),
        ("lti_app/activity/actions.py", "from lti_app.score_delivery.actions import queue_score"),
        ("lti_app/activity/actions.py", "from lti_app.score_delivery import actions"),
        ("lti_app/activity/actions.py", "from lti_app.web.entry import participant_only"),
        ("lti_app/activity/actions.py", "from lti_app.lti.http import post"),
        ("lti_app/activity/actions.py", "from flask import request"),
        ("lti_app/activity/reads.py", "from lti_app.activity.actions import submit"),
        ("lti_app/activity/pages.py", "from lti_app.activity.records import DraftRecord"),
        ("lti_app/activity/pages.py", "from lti_app.database import transaction"),
        ("lti_app/activity/pages.py", "from sqlalchemy import select"),
        ("lti_app/activity/pages.py", "import lti_app.score_delivery.worker"),
        ("lti_app/score_delivery/worker.py", "from lti_app.score_delivery.records import Row"),
        ("lti_app/score_delivery/worker.py", "import requests"),
        ("lti_app/lti/login.py", "from lti_app.launch.rules import decide_way"),
        ("lti_app/lti/login.py", "from flask import request"),
        ("lti_app/lti/login.py", "from lti_app.database import db"),
        ("lti_app/programme/reader.py", "from lti_app.database import db"),
        ("lti_app/web/entry.py", "from lti_app.launch.records import VisitRecord"),
        ("lti_app/commands.py", "from urllib.request import urlopen"),
        ("lti_app/commands.py", "from pylti1p3.registration import Registration"),
    ],
)
def test_a_planted_import_is_found(path: str, line: str) -> None:
    assert check_imports(source_of(path, f"{line}\n"))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("lti_app/gate/rules.py", "from lti_app.cohort.role_rules import Role"),
        ("lti_app/gate/rules.py", "from datetime import datetime"),
        ("lti_app/gate/rules.py", "from lti_app.programme.model import Activity"),
        ("lti_app/activity/actions.py", "from lti_app.score_delivery.records import queue_row"),
        ("lti_app/cohort/finding_records.py", "from lti_app.gate.records import Waiver"),
        ("lti_app/web/doors.py", "from lti_app.gate.pages import pages"),
        ("lti_app/activity/pages.py", "from lti_app.score_delivery.reads import read_scores"),
        ("lti_app/score_delivery/worker.py", "from lti_app.lti.ags import post_score"),
        ("lti_app/lti/ags.py", "import requests"),
        ("lti_app/lti/launch.py", "from pylti1p3.exception import LtiException"),
        ("lti_app/commands.py", "from lti_app.organisation.actions import add_platform"),
    ],
)
def test_an_import_in_order_is_let_be(path: str, line: str) -> None:
    assert check_imports(source_of(path, f"{line}\n")) == []


@pytest.mark.parametrize(
    "path", ["lti_app/gate/service.py", "lti_app/gate/more/rules.py", "lti_app/gate/myrules.py"]
)
def test_a_file_outside_the_rooms_is_found(path: str) -> None:
    assert check_file_names(source_of(path, ""))


@pytest.mark.parametrize("path", ["lti_app/gate/rules.py", "lti_app/gate/day_rules.py", "lti_app/lti/ags.py"])
def test_a_file_named_after_its_room_is_let_be(path: str) -> None:
    assert check_file_names(source_of(path, "")) == []
