// Saves what is typed as a draft, a second after the typing rests, and says how that stands. Without this script the
// button "Save and come back later" does it.
const form = document.querySelector("form[data-task-form]");
const REST = 1000;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const PATIENCE = 20000;
const PASSING = new Set(["Not saved yet", "Saving…"]);

if (form) {
  const line = form.querySelector("[data-save-state]");
  let unsaved = Boolean(form.dataset.unsaved);
  let stopped = false;
  let sending = false;
  let leaving = false;
  let wait = FIRST_WAIT;
  let timer = 0;
  let change = 0;

  const field = (name) => form.elements.namedItem(name);
  const tell = (name) => form.dispatchEvent(new CustomEvent(`words:${name}`));
  const clock = (at) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" }).format(at);

  // Seen at every step, and heard only where it is news: not that saving begins, and not twice that it is saved.
  let heard = line.textContent.trim();
  const say = (words, isProblem = false) => {
    if (line.textContent !== words) {
      const isNews = !PASSING.has(words) && words !== heard;
      line.setAttribute("aria-live", isNews ? "polite" : "off");
      heard = isNews ? words : heard;
      line.textContent = words;
    }
    line.classList.toggle("app-save-state--problem", isProblem);
  };

  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };

  const tryAgain = (words) => {
    say(words, true);
    later(wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  const stop = (words) => {
    stopped = true;
    say(words, true);
  };

  function showConflict() {
    stop("You changed this task elsewhere too. Nothing is lost: ");
    const button = document.createElement("button");
    button.type = "submit";
    button.name = "do";
    button.value = "save";
    button.className = "govuk-button govuk-button--secondary govuk-!-margin-bottom-0";
    button.textContent = "See both versions";
    line.append(button);
  }

  async function judge(answer, sent) {
    const said = await answer.json().catch(() => ({}));
    if (answer.ok && said.state === "saved") {
      field("version").value = said.version;
      wait = FIRST_WAIT;
      if (change === sent) {
        unsaved = false;
        // A browser that goes back puts back what stood here: words that the service lacks, never older over newer.
        form.autocomplete = "off";
        tell("saved");
        say(`Saved at ${clock(new Date(said.saved_at))}`);
      } else {
        later(REST);
      }
    } else if (said.state === "conflict") {
      showConflict();
    } else if (said.state === "too long") {
      say(said.message, true);
    } else if (answer.status === 401) {
      stop("Not saved: your visit has ended. Your words are kept in this tab. Open this activity again from your course, in this tab, and they will be offered to you.");
    } else if (answer.status === 413) {
      say("Not saved: this is longer than the service keeps. Your words are kept in this tab. Shorten them and they will be saved.", true);
    } else if (said.state === "closed" || said.state === "final") {
      stop("Not saved: this task can no longer be changed. Your words are kept in this tab.");
    } else if (answer.status === 403) {
      stop("Not saved: this page is out of date. Your words are kept in this tab. Reload the page and they will be offered to you.");
    } else {
      tryAgain("Not saved yet: the service did not answer as it should. Your words are kept in this tab, and saving is tried again.");
    }
  }

  async function save() {
    if (sending || stopped || leaving || !unsaved) {
      return;
    }
    sending = true;
    clearTimeout(timer);
    const sent = change;
    say("Saving…");
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json", "X-CSRF-Token": field("csrf_token").value },
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
      await judge(answer, sent);
    } catch {
      tryAgain("Not saved: no connection. Your words are kept in this tab, and saving is tried again.");
    } finally {
      sending = false;
      if (change !== sent && !stopped) {
        later(REST);
      }
    }
  }

  form.addEventListener("input", () => {
    change += 1;
    unsaved = true;
    form.autocomplete = "on";
    // Browsers put back what a script has set, and the words need the version that they were typed over.
    field("version").value = String(field("version").value);
    tell("unsaved");
    if (!stopped) {
      if (!line.classList.contains("app-save-state--problem")) {
        say("Not saved yet");
      }
      later(REST);
    }
  });
  form.addEventListener("change", () => unsaved && !stopped && later(0));
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  // A page brought back by the back button, or one whose sending failed, saves again.
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("online", () => { wait = FIRST_WAIT; save(); });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !leaving) {
      event.preventDefault();
    }
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
}
