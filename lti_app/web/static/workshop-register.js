// The register at one tap a person: each tap is sent at once; what the network drops is kept in this tab, named, and
// sent as soon as there is a connection. Without this script each button is a form of its own.
const register = document.querySelector("[data-register]");
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
const PATIENCE = 10000;
const WORDS = { present: "Present", absent: "Not here", "agreed catch-up": "Agreed catch-up", undo: "Mark taken away" };

if (register) {
  const line = register.querySelector("[data-register-state]");
  const store = `register:${register.dataset.register}`;
  const unsent = new Map(read());
  let sending = false;
  let stopped = "";
  let wait = FIRST_WAIT;
  let timer = 0;

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(store)) || [];
    } catch {
      return [];
    }
  }

  function keep() {
    try {
      sessionStorage.setItem(store, JSON.stringify([...unsent]));
    } catch {
      // A tab that may keep nothing still sends what it holds.
    }
  }

  const row = (person) => register.querySelector(`[data-row="${person}"]`);
  const nameOf = (person) => row(person)?.dataset.name ?? "somebody";

  function say(words, isProblem = false) {
    if (line.textContent !== words) {
      line.textContent = words;
    }
    line.classList.toggle("app-save-state--problem", isProblem);
  }

  function sayUnsent(why) {
    const names = [...unsent.keys()].map(nameOf);
    const count = names.length === 1 ? "1 mark has" : `${names.length} marks have`;
    say(`${why} ${count} not been sent: ${names.join(", ")}. Kept in this tab${stopped ? "." : ", and tried again."}`, true);
  }

  function showWaiting(person, mark) {
    const state = row(person)?.querySelector("[data-row-state]");
    if (state) {
      state.textContent = `${WORDS[mark.presence]}: not sent yet`;
    }
  }

  function showRow(person, html, presence) {
    const place = row(person);
    if (!place) {
      return;
    }
    const held = place.contains(document.activeElement);
    place.innerHTML = html;
    if (held) {
      const same = presence ? place.querySelector(`button[value="${CSS.escape(presence)}"]`) : null;
      const details = same?.closest("details");
      (details ? details.querySelector("summary") : same || place.querySelector("button")).focus({ preventScroll: true });
    }
  }

  // A tap that waited for the network does not undo what another trainer has marked since.
  const secondsSince = (at) => Math.min(Math.max(Math.floor((Date.now() - (at || Date.now())) / 1000), 0), 999999);

  // True where the mark need not be sent again.
  async function send(person, mark) {
    const form = row(person)?.querySelector("form[data-mark]");
    if (!form) {
      return true;
    }
    const csrf = form.elements.namedItem("csrf_token").value;
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ presence: mark.presence, reason: mark.reason, "seconds-ago": secondsSince(mark.at) }),
      headers: { Accept: "application/json", "X-CSRF-Token": csrf },
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 401 || answer.status === 403) {
      stopped = answer.status === 401
        ? "Your visit has ended: open the workshop again from your course, in this tab."
        : "This page is out of date: reload it.";
      return false;
    }
    if (!answer.ok && answer.status !== 422) {
      if (answer.status === 400 || answer.status === 404) {
        say(`${nameOf(person)} could not be marked: reload this page, and see whether they still take part.`, true);
        return true;
      }
      throw new Error("not taken");
    }
    const said = await answer.json();
    if (unsent.get(person) === mark) {
      showRow(person, said.row, said.fault ? mark.presence : said.presence);
      const kept = said.stands
        ? `${nameOf(person)} was marked by another trainer after your tap, and that mark stands. Tap again to change it.`
        : `Saved: ${nameOf(person)}, ${WORDS[mark.presence].toLowerCase()}.`;
      say(said.fault ? `${nameOf(person)}: ${said.fault}` : kept, Boolean(said.fault || said.stands));
      if (said.fault) {
        row(person)?.querySelector("input[name=reason]")?.focus();
      }
    }
    return true;
  }

  async function flush() {
    if (sending || stopped) {
      return;
    }
    sending = true;
    clearTimeout(timer);
    try {
      while (unsent.size > 0 && !stopped) {
        const [person, mark] = unsent.entries().next().value;
        if (await send(person, mark)) {
          if (unsent.get(person) === mark) {
            unsent.delete(person);
          }
          keep();
          wait = FIRST_WAIT;
        }
      }
    } catch {
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      sayUnsent("No connection.");
    }
    sending = false;
    if (stopped) {
      sayUnsent(stopped);
    }
  }

  register.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-mark]") || !event.submitter) {
      return;
    }
    event.preventDefault();
    const person = event.target.closest("[data-row]").dataset.row;
    const mark = { presence: event.submitter.value, reason: event.target.elements.namedItem("reason")?.value ?? "", at: Date.now() };
    unsent.delete(person);
    unsent.set(person, mark);
    keep();
    showWaiting(person, mark);
    flush();
    if (stopped) {
      sayUnsent(stopped);
    }
  });
  window.addEventListener("online", () => { wait = FIRST_WAIT; flush(); });
  window.addEventListener("beforeunload", (event) => {
    if (unsent.size > 0) {
      event.preventDefault();
    }
  });
  for (const [person, mark] of unsent) {
    showWaiting(person, mark);
  }
  flush();
}
