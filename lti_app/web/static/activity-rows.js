// Rows that repeat in a task's form: adding one, taking one away, and bringing back what was taken away. Without this
// script a spare row always waits and "Add another" asks the service for one more.
const form = document.querySelector("form[data-task-form]");

const rowsOf = (prefix) => [...form.querySelectorAll(`[data-row="${prefix}"]`)];

function renumber(row, prefix, from, to) {
  const names = new RegExp(`^${prefix}\\.${from}(?=[.\\-]|$)`);
  for (const part of row.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      if (part.hasAttribute(name)) {
        const words = part.getAttribute(name).split(" ");
        part.setAttribute(name, words.map((word) => word.replace(names, `${prefix}.${to}`)).join(" "));
      }
    }
  }
  row.dataset.number = to;
}

// What a reader counts is the place of a row, not its number in the form, which never changes.
function showPlaces(prefix) {
  const rows = rowsOf(prefix);
  rows.forEach((row, place) => {
    for (const shown of row.querySelectorAll("[data-row-number]")) {
      shown.textContent = String(place + 1);
    }
    row.querySelector("[data-remove-row]").hidden = rows.length < 2;
  });
}

function clear(row) {
  for (const error of row.querySelectorAll(".govuk-error-message")) {
    error.remove();
  }
  for (const part of row.querySelectorAll("[class*='--error']")) {
    part.className = part.className.split(" ").filter((name) => !name.endsWith("--error")).join(" ");
  }
  for (const part of row.querySelectorAll("[aria-describedby]")) {
    const told = part.getAttribute("aria-describedby").split(" ").filter((id) => row.querySelector(`#${CSS.escape(id)}`));
    if (told.length > 0) {
      part.setAttribute("aria-describedby", told.join(" "));
    } else {
      part.removeAttribute("aria-describedby");
    }
  }
  for (const field of row.querySelectorAll("input, textarea, select")) {
    field.value = "";
    field.removeAttribute("value");
  }
}

function addRow(prefix) {
  const last = rowsOf(prefix).at(-1);
  const row = last.cloneNode(true);
  const highest = Math.max(...rowsOf(prefix).map((one) => Number(one.dataset.number)));
  renumber(row, prefix, last.dataset.number, highest + 1);
  clear(row);
  last.parentElement.append(row);
  showPlaces(prefix);
  return row;
}

function removeRow(row, name) {
  const prefix = row.dataset.row;
  const note = document.createElement("div");
  const undo = document.createElement("button");
  const which = document.createElement("span");
  const place = row.querySelector("[data-row-number]").textContent;
  note.className = "govuk-inset-text";
  note.append(`What was ${name} ${place} is taken away. `);
  undo.type = "button";
  undo.className = "govuk-button govuk-button--secondary govuk-!-margin-bottom-0";
  undo.textContent = "Bring it back";
  // Several may lie there at once: each button says by ear which row it is about.
  which.className = "govuk-visually-hidden";
  which.textContent = `what was ${name} ${place}`;
  undo.append(" ", which);
  undo.addEventListener("click", () => {
    note.replaceWith(row);
    showPlaces(prefix);
    tell(row);
    row.querySelector("input, textarea, select").focus();
  });
  note.append(undo);
  row.replaceWith(note);
  showPlaces(prefix);
  tell(note);
  undo.focus();
}

const tell = (where) => where.dispatchEvent(new Event("input", { bubbles: true }));

if (form) {
  for (const place of form.querySelectorAll("[data-add-row]")) {
    const { addRow: prefix } = place.dataset;
    showPlaces(prefix);
    place.querySelector("button").addEventListener("click", (event) => {
      event.preventDefault();
      addRow(prefix).querySelector("input, textarea, select").focus();
    });
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-row]");
    if (button) {
      const row = button.closest("[data-row]");
      const place = form.querySelector(`[data-add-row="${row.dataset.row}"]`);
      removeRow(row, place.dataset.rowName);
    }
  });
  // Words that this tab kept may need more rows than the page came with.
  form.addEventListener("words:need-rows", (event) => {
    for (const name of event.detail) {
      const [, prefix, number] = name.match(/^([a-z]+)\.(\d+)(?:\.|$)/) ?? [];
      while (prefix && rowsOf(prefix).length && !form.elements.namedItem(name) && rowsOf(prefix).length < Number(number)) {
        addRow(prefix);
      }
    }
  });
}
