"""The static files: addresses, caching, weight, and that nothing of another service's brand is in them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from lti_app.web.static_files import STATIC_FOLDER, make_addresses
from tests.web.samples import build_front_door

BRAND = re.compile(
    r"gds transport|gds-transport|@font-face|\.woff|crown|crest|logotype|govuk-header|govuk-footer|govuk-icon|rebrand"
    r"|opengraph|url\((?!data:)",
    re.IGNORECASE,
)
BUILT = ("service.css", "service.js")
SERVED = sorted(path for path in STATIC_FOLDER.rglob("*") if path.suffix in {".css", ".js", ".svg"})
CEILING_BYTES = 100_000


def get_static(name: str, **headers: str) -> TestResponse:
    """The answer for the static file of that name."""
    browser = build_front_door().test_client()
    return browser.get(make_addresses()[name], headers=headers, buffered=True)


@pytest.mark.parametrize(
    ("name", "shown_by"),
    [("service.css", "same-origin"), ("service.js", "same-origin"), ("favicon.svg", "cross-origin")],
)
def test_a_static_file_may_be_kept_for_ever_under_its_digest(name: str, shown_by: str) -> None:
    response = get_static(name)

    assert response.status_code == 200
    assert response.data == (STATIC_FOLDER / name).read_bytes()
    assert "immutable" in response.headers["Cache-Control"]
    assert "public" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == shown_by
    assert "Access-Control-Allow-Origin" not in response.headers


def test_every_override_of_the_design_system_that_a_page_names_is_in_the_style_sheet() -> None:
    pages = STATIC_FOLDER.parent / "templates"
    texts = [file.read_text() for file in (*pages.rglob("*.html"), *STATIC_FOLDER.glob("*.js"))]
    named = {name for text in texts for name in re.findall(r"govuk-![\w-]+", text)}
    compiled = (STATIC_FOLDER / "service.css").read_text().replace("\\", "")
    assert named
    assert not [name for name in sorted(named) if f".{name}" not in compiled]


def test_a_static_file_has_no_address_but_that_of_its_digest() -> None:
    browser = build_front_door().test_client()

    assert browser.get("/static/service.css").status_code == 404
    assert browser.get("/static/../pages.py").status_code == 404


@pytest.mark.parametrize("name", BUILT)
def test_a_browser_that_takes_packed_files_gets_them(name: str) -> None:
    packed = get_static(name, **{"Accept-Encoding": "gzip"})
    best = get_static(name, **{"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == (STATIC_FOLDER / name).read_bytes()
    assert best.headers["Content-Encoding"] == "br"
    assert len(best.data) < len(packed.data)
    assert "Accept-Encoding" in best.headers["Vary"]


def test_a_page_names_its_files_by_digest() -> None:
    text = build_front_door().test_client().get("/samples/plain").text

    for name in ("service.css", "service.js", "favicon.svg"):
        assert f'"{make_addresses()[name]}"' in text


def test_style_and_script_of_every_page_are_light() -> None:
    assert sum(len((STATIC_FOLDER / name).read_bytes()) for name in BUILT) < CEILING_BYTES


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.name)
def test_nothing_of_another_brand_is_served(path: Path) -> None:
    text = path.read_text("utf-8")

    found = BRAND.search(text)
    assert found is None, f"take {found.group()!r} out of the sources in lti_app/web/assets and build again"


def test_the_style_sheet_was_built_from_the_system_that_the_build_names() -> None:
    build = (STATIC_FOLDER.parent / "assets" / "build.sh").read_text("utf-8")
    (version,) = re.findall(r"govuk-frontend@(\S+)", build)

    assert f'--govuk-frontend-version: "{version}"' in (STATIC_FOLDER / "service.css").read_text("utf-8")


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_our_own_colours_have_enough_contrast() -> None:
    text = (STATIC_FOLDER / "service.css").read_text("utf-8")
    colours = dict(re.findall(r"--govuk-([a-z-]+)-colour: (#[0-9a-f]{6})", text))

    assert _contrast(colours["brand"], "#ffffff") >= 7
    for on in (colours["body-background"], colours["surface-background"], colours["template-background"]):
        for name in ("text", "secondary-text", "link", "link-visited", "link-hover", "error"):
            assert _contrast(colours[name], on) >= 4.5, (name, on)
