// Words that the service does not have yet stay in this tab alone, under a name that only the same person's pages know,
// until the service has them; and they are offered again when that person next opens the task here.
const form = document.querySelector("form[data-task-form]");
const NOT_WORDS = new Set(["csrf_token", "version", "editor", "do"]);

// What a tab holds of one task: `now`, words that the service may not have, and `earlier`, words of before that are
// offered until somebody decides; or null.
function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(`words:${key}`));
  } catch {
    return null;
  }
}

function write(key, held) {
  try {
    if (held.now || held.earlier.length > 0) {
      sessionStorage.setItem(`words:${key}`, JSON.stringify(held));
    } else {
      sessionStorage.removeItem(`words:${key}`);
    }
  } catch {
    // A browser that keeps nothing for a framed page leaves the warning before leaving, and the service's own draft.
  }
}

const fieldsOf = () =>
  Object.fromEntries([...new FormData(form)].filter(([name, text]) => !NOT_WORDS.has(name) && String(text).trim()));

const sameWords = (one, other) => {
  const flat = (fields) => JSON.stringify(Object.entries(fields).map(([name, text]) => [name, text.replace(/\r\n?/g, "\n")]).sort());
  return flat(one) === flat(other);
};

function putBack(kept) {
  form.dispatchEvent(new CustomEvent("words:need-rows", { detail: Object.keys(kept.fields) }));
  for (const field of form.elements) {
    if (!field.name || NOT_WORDS.has(field.name) || field.type === "hidden") {
      continue;
    }
    const text = kept.fields[field.name] ?? "";
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = field.value === text;
    } else {
      field.value = text;
    }
  }
  // They were typed over what stood then: if something else has been saved since, the service will show both.
  form.elements.namedItem("version").value = kept.version;
  form.elements.namedItem("editor").value = kept.editor;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function makeButton(text, look, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `govuk-button ${look}`;
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

const place = document.querySelector("[data-offer]");

function takeOfferAway() {
  const heading = document.querySelector("h1");
  place.hidden = true;
  place.replaceChildren();
  heading.setAttribute("tabindex", "-1");
  heading.focus();
}

function offer(kept, { back, away }) {
  const heading = document.createElement("h2");
  const told = document.createElement("p");
  const words = document.createElement("p");
  const buttons = document.createElement("div");
  place.className = "govuk-inset-text";
  heading.className = "govuk-heading-s";
  heading.tabIndex = -1;
  heading.textContent = "This tab still holds words that were not saved";
  told.className = "govuk-body";
  told.textContent = back
    ? "You typed them here before, and they did not reach the service:"
    : "You typed them here before, and they did not reach the service. They cannot be put back, as this task takes no words now. Copy what you still need:";
  words.className = "app-own-words app-card app-card--quiet";
  words.textContent = Object.values(kept.fields).filter((text) => text !== "yes").join("\n\n");
  buttons.className = "govuk-button-group";
  if (back) {
    buttons.append(makeButton("Put them back", "", back));
  }
  buttons.append(makeButton("Throw them away", "govuk-button--secondary", away));
  place.replaceChildren(heading, told, words, buttons);
  place.hidden = false;
}

if (form) {
  const key = form.dataset.store;
  let unsaved = Boolean(form.dataset.unsaved);
  let earlier = [];

  const snapshot = () => {
    const [version, editor] = ["version", "editor"].map((name) => form.elements.namedItem(name).value);
    const title = document.querySelector("h1").textContent.trim();
    return { fields: fieldsOf(), version, editor, title, address: location.pathname.split("/activity/")[1] };
  };
  const hold = () => write(key, { now: unsaved ? snapshot() : null, earlier });

  function offerNext() {
    if (earlier.length === 0) {
      takeOfferAway();
      return;
    }
    offer(earlier[0], {
      back: () => {
        // What stands in the form and is not saved takes the place of what was offered, so neither is lost.
        const [kept, ...others] = earlier;
        earlier = unsaved && !sameWords(kept.fields, fieldsOf()) ? [snapshot(), ...others] : others;
        putBack(kept);
        goOn();
      },
      away: () => {
        earlier = earlier.slice(1);
        hold();
        goOn();
      },
    });
  }

  function goOn() {
    offerNext();
    place.querySelector("h2")?.focus();
  }

  const held = read(key) ?? { now: null, earlier: [] };
  if (form.dataset.forget) {
    held.now = null;
    // Only this once: a reload must not forget what is typed from now on.
    history.replaceState(null, "", location.pathname);
  }
  earlier = [held.now, ...held.earlier].filter((kept) => kept && !sameWords(kept.fields, fieldsOf()));
  hold();
  if (earlier.length > 0) {
    offerNext();
  }
  form.addEventListener("words:unsaved", () => { unsaved = true; hold(); });
  form.addEventListener("words:saved", () => { unsaved = false; hold(); });
}

// A task that is closed, or whose first responses stand, has no form to put them back into.
if (!form && place) {
  const key = place.dataset.store;
  const { now, earlier } = read(key) ?? { now: null, earlier: [] };
  let left = [now, ...earlier].filter(Boolean);

  const offerLeft = () => offer(left[0], {
    away: () => {
      left = left.slice(1);
      write(key, { now: null, earlier: left });
      if (left.length === 0) {
        takeOfferAway();
      } else {
        offerLeft();
        place.querySelector("h2").focus();
      }
    },
  });

  if (left.length > 0) {
    offerLeft();
  }
}
