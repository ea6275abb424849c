// Keeps an open page up to what a trainer gives out: asks every moment, says what is new, and takes it in without a
// reload. On a trainer's page it also sends the buttons. Without this script buttons are forms, and pages are reloaded.
const watch = document.querySelector("[data-watch]");
const EVERY = 1000;
const LONGEST_WAIT = 15000;
const PATIENCE = 10000;
const SPREAD = 1000;
const ON_ITS_WAY = 2;

if (watch) {
  const line = watch.querySelector("[data-live-state]");
  const isTrainer = watch.hasAttribute("data-swaps");
  let known = null;
  let etag = "";
  let wait = EVERY;
  let timer = 0;
  let asking = false;
  let isUncertain = false;

  const say = (words, isProblem = false) => {
    line.replaceChildren(words);
    line.classList.toggle("app-save-state--problem", isProblem);
  };

  // The regions of the page, and no more: focus, scroll and what is typed elsewhere stay.
  function swap(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const main = document.getElementById("main-content");
    if (document.getElementById("live-closed") && !fresh.getElementById("live-closed")) {
      // What was closed is open: nothing can have been typed here, so all of it is taken in.
      main.replaceChildren(watch, ...fresh.getElementById("main-content").childNodes);
      document.title = fresh.title;
      return fresh;
    }
    for (const old of document.querySelectorAll("[data-live]")) {
      const renewed = fresh.getElementById(old.id);
      if (renewed && renewed.innerHTML !== old.innerHTML) {
        const held = old.contains(document.activeElement);
        old.replaceChildren(...renewed.childNodes);
        if (held) {
          old.tabIndex = -1;
          old.focus({ preventScroll: true });
        }
      }
    }
    return fresh;
  }

  async function renew() {
    const answer = await fetch(location.href, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok || answer.status === 403) {
      swap(await answer.text());
    }
  }

  function announce(fresh) {
    if (isTrainer || fresh.length === 0) {
      return;
    }
    const box = document.createElement("div");
    box.className = "govuk-inset-text";
    for (const one of fresh) {
      const words = document.createElement("p");
      const way = document.createElement("a");
      words.className = "govuk-body";
      way.className = "govuk-link";
      way.href = one.address;
      way.textContent = one.title;
      words.append("A new part is here: ", way);
      box.append(words);
    }
    line.replaceChildren(box);
  }

  async function take(answer) {
    etag = answer.headers.get("ETag") || "";
    const { given } = await answer.json();
    const before = known;
    known = new Set(given.map((one) => one.number));
    // What was given out since this page was asked for may not be on it: it was on its way, or waited in another tab.
    const open = (Date.now() - performance.timeOrigin) / 1000 + ON_ITS_WAY;
    const fresh = given.filter((one) => (before ? !before.has(one.number) : one.seconds_ago < open));
    if (before === null && fresh.length === 0) {
      return;
    }
    announce(fresh);
    if (fresh.length === 0 && !isTrainer) {
      line.replaceChildren();
    }
    // Everybody's page would ask at once; what is new is said already, so the page itself can come a little later.
    setTimeout(() => renew().catch(() => {}), isTrainer ? 0 : Math.random() * SPREAD);
  }

  async function ask() {
    if (asking || document.visibilityState === "hidden") {
      return;
    }
    asking = true;
    const settles = isUncertain;
    try {
      const answer = await fetch(watch.dataset.watch, {
        headers: { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) },
        credentials: "same-origin",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === 200) {
        await take(answer);
      } else if (answer.status === 401) {
        say("This page no longer follows what is given out: your visit has ended. Open it again from your course.", true);
        asking = false;
        clearTimeout(timer);
        return;
      }
      if (settles && answer.status < 400) {
        isUncertain = false;
        say("Connected again. What stands here now is how it is.");
      }
      wait = answer.status < 400 ? EVERY : Math.min(wait * 2, LONGEST_WAIT);
    } catch {
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
    asking = false;
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  }

  async function send(form, submitter) {
    const body = new URLSearchParams(new FormData(form, submitter));
    submitter.disabled = true;
    say("Sending…");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "text/html" },
        credentials: "same-origin",
        signal: AbortSignal.timeout(PATIENCE),
      });
      const fresh = swap(await answer.text());
      const said = fresh.querySelector("[data-live-state]");
      say(said ? said.textContent : "Not done: reload this page and look how it stands.", !said || !answer.ok);
    } catch {
      // The tap may have arrived and only its answer been lost.
      isUncertain = true;
      say("No connection: this tap may not have been taken. Look how it stands here once you are connected, before you tap again.", true);
    }
    submitter.disabled = false;
  }

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-live-form]") && event.submitter) {
      event.preventDefault();
      send(event.target, event.submitter);
    }
  });
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", () => { wait = EVERY; ask(); });
  ask();
}
