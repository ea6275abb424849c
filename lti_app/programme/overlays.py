"""The programme as each organisation with texts of its own teaches it: one pack, and a folder laid over it for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lti_app.programme.faults import Fault, PackFaults
from lti_app.programme.model import Programme
from lti_app.programme.reader import check_pack, load_programme
from lti_app.programme.shelf import OVERLAY


def load_overlaid(folder: Path, overlays: Path | None) -> dict[str, Programme]:
    """The programme of each organisation with a folder in `overlays`, by its name in small letters.

    Raises PackFaults with what `check_overlays` finds; nothing where `overlays` is None.
    """
    faults = check_overlays(folder, overlays)
    if faults:
        raise PackFaults(faults)
    loaded = (load_programme(folder, overlay) for overlay in _list_overlays(overlays))
    return {(programme.overlay or "").lower(): programme for programme in loaded}


def check_overlays(folder: Path, overlays: Path | None) -> list[Fault]:
    """What is wrong with each organisation's folder, once the pack itself has no fault; two of one name are a fault."""
    faults: list[Fault] = []
    named: dict[str, str] = {}
    for overlay in _list_overlays(overlays):
        found = check_pack(folder, overlay)
        faults.extend(replace(fault, file=f"{overlay.name}/{fault.file}") for fault in found)
        if found:
            continue
        organisation = load_programme(folder, overlay).overlay or ""
        other = named.setdefault(organisation.lower(), overlay.name)
        if other != overlay.name:
            problem = f"has the same organisation as {other}"
            faults.append(
                Fault(f"{overlay.name}/{OVERLAY}", "organisation", problem, "Join the two folders.")
            )
    return faults


def _list_overlays(overlays: Path | None) -> Iterator[Path]:
    if overlays is not None:
        yield from (
            one for one in sorted(overlays.iterdir()) if one.is_dir() and not one.name.startswith(".")
        )
