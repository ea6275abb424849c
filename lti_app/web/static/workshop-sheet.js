// Saves a session's ticks and notes as they are made, and says how that stands. Without this script its button does it.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
const PATIENCE = 10000;

for (const form of document.querySelectorAll("form[data-sheet]")) {
  const line = form.querySelector("[data-sheet-state]");
  let unsaved = false;
  let sending = false;
  let wait = FIRST_WAIT;
  let timer = 0;

  const say = (words, isProblem = false) => {
    if (line.textContent !== words) {
      line.textContent = words;
    }
    line.classList.toggle("app-save-state--problem", isProblem);
  };

  const save = async () => {
    if (sending || !unsaved) {
      return;
    }
    sending = true;
    unsaved = false;
    clearTimeout(timer);
    say("Saving…");
    const sent = new FormData(form);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(sent),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
      const said = await answer.json();
      if (answer.ok) {
        wait = FIRST_WAIT;
        form.autocomplete = unsaved ? "on" : "off";
        for (const was of form.querySelectorAll("[data-was]")) {
          was.value = sent.get(was.dataset.was) ?? "";
        }
        const others = said.joined ? ". Another trainer has written here too, and both are kept: reload the page to see it" : "";
        say(`Saved. ${said.conveyed} of ${form.querySelectorAll("input[type=checkbox]").length} conveyed${others}`);
      } else if (answer.status >= 500) {
        throw new Error("not taken");
      } else {
        unsaved = true;
        say(`Not saved: ${said.title}. ${said.advice}`, true);
      }
    } catch {
      unsaved = true;
      say("Not saved: no connection. Keep this page open; it is tried again.", true);
      timer = setTimeout(save, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
    sending = false;
    if (unsaved && wait === FIRST_WAIT && !line.classList.contains("app-save-state--problem")) {
      save();
    }
  };

  // A browser that goes back puts back what was not saved, and never what others have written over since.
  form.addEventListener("input", () => { unsaved = true; form.autocomplete = "on"; });
  form.addEventListener("change", () => { unsaved = true; save(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); unsaved = true; save(); });
  window.addEventListener("online", () => { wait = FIRST_WAIT; save(); });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved || sending) {
      event.preventDefault();
    }
  });
}
