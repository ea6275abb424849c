"""How a page is looked at: at each width, enlarged, in forced colours, and with the Tab key alone."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.looking import run_axe

HEIGHT = 900


@dataclass(frozen=True, slots=True)
class View:
    """One way to look; a 1280 pixel window at 200 % is 640 CSS pixels wide."""

    name: str
    width: int
    forced_colours: bool = False


VIEWS = (
    View("1280 px", 1280),
    View("200 % zoom", 640),
    View("360 px", 360),
    View("320 px", 320),
    View("forced colours", 1280, forced_colours=True),
)
_FITS = "() => [document.documentElement.scrollWidth, window.innerWidth]"
_COUNT = """
() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && !one.disabled;
  const radios = new Set();
  const once = (one) => one.type !== "radio" || (!radios.has(one.name) && radios.add(one.name));
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  return all.filter(seen).filter(once).length;
}
"""
_FOCUSED = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const near = one.matches("input[type=radio], input[type=checkbox]") && one.nextElementSibling
    ? getComputedStyle(one.nextElementSibling, "::before") : style;
  const marked = (look) => (look.outlineStyle !== "none" && look.outlineWidth !== "0px") || look.boxShadow !== "none";
  window.tabbed = window.tabbed || new Map();
  if (!window.tabbed.has(one)) window.tabbed.set(one, window.tabbed.size);
  return [window.tabbed.get(one), marked(style) || marked(near), one.outerHTML.slice(0, 120)];
}
"""


def list_faults(page: Page, view: View) -> list[str]:
    """What axe finds in this view, and whether it scrolls sideways."""
    page.set_viewport_size({"width": view.width, "height": HEIGHT})
    page.emulate_media(forced_colors="active" if view.forced_colours else "none")
    faults = run_axe(page)
    scrolls, fits = page.evaluate(_FITS)
    if scrolls > fits:
        faults.append(f"it is {scrolls} pixels wide in {fits}")
    return faults


def list_keyboard_faults(page: Page) -> list[str]:
    """What the Tab key cannot reach on the page, where it is stuck, and where focus cannot be seen."""
    page.set_viewport_size({"width": 1280, "height": HEIGHT})
    page.emulate_media(forced_colors="none")
    page.evaluate(
        "() => { window.tabbed = new Map(); document.activeElement.blur(); window.scrollTo(0, 0); }"
    )
    wanted: int = page.evaluate(_COUNT)
    faults: list[str] = []
    reached: set[int] = set()
    for _ in range(wanted + 4):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        if found is None:
            # Past the end it goes round: a page that has put focus somewhere begins there.
            continue
        number, is_marked, what = found
        if number in reached:
            break
        reached.add(number)
        if not is_marked:
            faults.append(f"focus cannot be seen on {what}")
    if len(reached) < wanted:
        faults.append(f"the Tab key reaches {len(reached)} of {wanted}")
    return faults
