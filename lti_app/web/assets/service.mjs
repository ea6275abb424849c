// What every page needs of script: the design system's components, and a word to the LMS about our height.
// Compiled into ../static/service.js by build.sh. Every page works without it.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink, createAll,
} from "govuk-frontend";

// The service counts as a word whatever stands between white space. The design system would count what a dictionary
// calls words: two in "decision-making", and none in a dash that stands by itself.
class WordCount extends CharacterCount {
  updateCount() {
    this.count = (this.$textarea.value.match(/\S+/g) ?? []).length;
  }
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [
  Button, WordCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink,
]) {
  createAll(component);
}

// The returning page posts itself; its button does the same for those without script.
const atOnce = document.querySelector("form[data-submit-at-once]");
if (atOnce) {
  atOnce.submit();
}

// The page that opens a new window says afterwards what to do here.
for (const form of document.querySelectorAll("form[data-opens-window]")) {
  form.addEventListener("submit", () => {
    const told = document.getElementById(form.dataset.opensWindow);
    if (told) {
      told.hidden = false;
      told.focus();
    }
    form.querySelector("button").disabled = true;
  });
}

// A group's own box stands for every box in the group.
for (const whole of document.querySelectorAll("input[data-selects-all]")) {
  const boxes = [...document.querySelectorAll(`#${whole.dataset.selectsAll} input[name]`)].filter((box) => !box.disabled);
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    whole.checked = boxes.length > 0 && chosen === boxes.length;
    whole.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  whole.closest("[hidden]")?.removeAttribute("hidden");
  whole.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = whole.checked;
    }
    show();
  });
  for (const box of boxes) {
    box.addEventListener("change", show);
  }
  show();
}

// What was typed before the scripts came, or put back by the browser, into a form that saves by itself, nobody has
// heard. All of them listen by now.
window.addEventListener("load", () => {
  const typed = ":is([data-task-form], [data-sheet]) :is(input:not([type=hidden]), textarea, select)";
  for (const field of document.querySelectorAll(typed)) {
    const isNew = field.options
      ? field.selectedIndex !== Math.max([...field.options].findIndex((option) => option.defaultSelected), 0)
      : field.checked !== field.defaultChecked || field.value !== field.defaultValue;
    if (isNew) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
      if (field !== document.activeElement) {
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
  }
});

// An LMS that listens for lti.frameResize makes the frame as tall as the page. The message holds a height and no
// secret, and who the parent is cannot be known here, so it goes to any origin.
if (window.parent !== window) {
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (Math.abs(height - told) > 1) {
      told = height;
      window.parent.postMessage({ subject: "lti.frameResize", height }, "*");
    }
  };
  if ("ResizeObserver" in window) {
    new ResizeObserver(tell).observe(document.body);
  }
  window.addEventListener("load", tell);
  tell();
}
