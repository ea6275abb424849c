// Words that the service does not have yet stay in this tab alone, under a name that only the same person's pages know,
// until the service has them; and they are offered again when that person next opens the task here.
const form = document.querySelector("form[data-task-form]");
const NOT_WORDS = new Set(["csrf_token", "version", "editor", "do"]);

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(`words:${key}`));
  } catch {
    return null;
  }
}

function keep(key, kept) {
  try {
    sessionStorage.setItem(`words:${key}`, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing for a framed page leaves the warning before leaving, and the service's own draft.
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(`words:${key}`);
  } catch {
    // Nothing was kept, then.
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

function offer(key, kept) {
  const place = document.querySelector("[data-offer]");
  const heading = document.createElement("h2");
  const told = document.createElement("p");
  const words = document.createElement("p");
  const buttons = document.createElement("div");
  place.className = "govuk-inset-text";
  heading.className = "govuk-heading-s";
  heading.textContent = "This tab still holds words that were not saved";
  told.className = "govuk-body";
  told.textContent = "You typed them here before, and they did not reach the service:";
  words.className = "app-own-words app-card app-card--quiet";
  words.textContent = Object.values(kept.fields).filter((text) => text !== "yes").join("\n\n");
  buttons.className = "govuk-button-group";
  const close = () => {
    place.hidden = true;
    place.replaceChildren();
    document.querySelector("h1").setAttribute("tabindex", "-1");
    document.querySelector("h1").focus();
  };
  buttons.append(
    makeButton("Put them back", "", () => { putBack(kept); close(); }),
    makeButton("Throw them away", "govuk-button--secondary", () => { forget(key); close(); }),
  );
  place.replaceChildren(heading, told, words, buttons);
  place.hidden = false;
}

if (form) {
  const key = form.dataset.store;
  if (form.dataset.forget) {
    forget(key);
    // Only this once: a reload must not forget what is typed from now on.
    history.replaceState(null, "", location.pathname);
  }
  const kept = read(key);
  if (kept && sameWords(kept.fields, fieldsOf()) && !form.dataset.unsaved) {
    forget(key);
  } else if (kept && !sameWords(kept.fields, fieldsOf())) {
    offer(key, kept);
  }
  form.addEventListener("words:unsaved", () => {
    const title = document.querySelector("h1").textContent.trim();
    const [version, editor] = ["version", "editor"].map((name) => form.elements.namedItem(name).value);
    keep(key, { fields: fieldsOf(), version, editor, title, address: location.pathname.split("/activity/")[1] });
    const place = document.querySelector("[data-offer]");
    place.hidden = true;
  });
  form.addEventListener("words:saved", () => forget(key));
}
