"""The line manager in the whole programme: named by the trainer, at their own desk by a link, and what they sign."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tests.activity.browsing import read_faults
from tests.journeys.forms import Form
from tests.journeys.walker import Shown, Surfer, Walker

NAME, POST = "Maureen Hope", "Team manager"
NAMED = {
    "name": NAME,
    "post": POST,
    "address": "maureen.hope@northmoor.example.org",
    "reason": "The address of the council's own directory",
}
SIGNED = {"name": NAME, "post": POST, "words": "Seen in supervision and in practice."}


def wait_for_line_manager(trainer: Walker, root: str) -> None:
    """Let the learning agreement wait for the line manager's word before it counts."""
    page = trainer.get(f"{root}/cohort/waits")
    saved = trainer.send(page.form_to("/cohort/waits").fill(agreements="yes"), "Save")
    assert "Your choice is saved" in saved.text


def find_number(trainer: Walker, root: str, name: str) -> int:
    """The number by which the service knows a participant, as the register has it."""
    page = trainer.get(f"{root}/workshop/m1-w4")
    found = re.search(rf'data-row="(\d+)" data-name="{re.escape(name)}"', page.text)
    assert found, f"{name} is not in the register"
    return int(found[1])


def name_line_manager(trainer: Walker, root: str, person: int) -> None:
    """Confirm somebody as a participant's line manager."""
    page = trainer.get(f"{root}/cohort/people/{person}/line-manager")
    named = trainer.send(page.form_to("/line-manager").fill(**NAMED), "Confirm this line manager")
    assert named.status == 200, read_faults(named.text)
    assert NAME in named.text


def make_link(trainer: Walker, root: str, person: int) -> str:
    """A new link for the line manager, as the trainer copies it."""
    page = trainer.get(f"{root}/cohort/people/{person}/line-manager")
    shown = trainer.send(page.form_to("/line-manager/link"))
    found = re.search(r"<code>([^<]+)</code>", shown.text)
    assert found, shown.text
    return found[1]


@dataclass
class LineManager:
    """The line manager's browser and the addresses of one participant on their desk."""

    surfer: Surfer
    person: int

    def record_entry(self, link: str) -> None:
        """Tick every line of the entry check and the undertakings, and sign."""
        self._sign(f"{self._open(link)}/entry", "/entry", "Record and sign")

    def agree(self, link: str, activity: str, task: str) -> None:
        """Agree to the learning agreement."""
        self._sign(f"{self._open(link)}/work/{activity}/{task}", f"/{task}", "Sign", decision="agree")

    def verify(self, link: str) -> None:
        """Read the portfolio as handed over, and give the formal written verification."""
        self._sign(f"{self._open(link)}/portfolio", "/portfolio", "Sign the verification")

    def _open(self, link: str) -> str:
        """The address of the participant's page on the desk."""
        desk = self.surfer.send(self.surfer.get(link).form_to(link.rpartition("/")[2]), "Go on")
        assert re.search(r"/m/[^/]+$", desk.address), desk.address
        return f"{desk.address}/people/{self.person}"

    def _sign(self, address: str, ending: str, button: str, **said: str) -> None:
        page = self.surfer.get(address)
        form = tick_all(page, page.form_to(ending)).fill(**SIGNED, **said)
        signed = self.surfer.send(form, button)
        assert "Your word is recorded" in signed.text, read_faults(signed.text)


def tick_all(page: Shown, form: Form, pattern: str = r'name="(tick\.[^"]+)"[^>]*value="([^"]*)"') -> Form:
    """A form with every box of the page ticked whose tag looks so."""
    boxes = tuple((name, value) for name, value in re.findall(pattern, page.text))
    return replace(form, fields=(*(pair for pair in form.fields if pair not in boxes), *boxes))


def hand_portfolio_over(participant: Walker, root: str) -> None:
    """Choose all that can be chosen, look through it, and hand it over."""
    choosing = participant.get(f"{root}/portfolio/choose")
    form = tick_all(choosing, choosing.form_to("/choose"), r'name="(pieces)"[^>]*value="([^"]*)"')
    participant.send(form, "Save my choice")
    looked = participant.get(f"{root}/portfolio/preview")
    handed = participant.send(looked.form_to("/hand-over"), "Hand over")
    assert handed.status == 200, read_faults(handed.text)
