"""A participant, a trainer and an administrator, on both databases."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders import TestLms
from tests.sign_off.scene import Scene, make_scene


@pytest.fixture
def scene(app: Flask, lms: TestLms) -> Scene:
    """A participant and a trainer, and nobody named."""
    return make_scene(app, lms)
