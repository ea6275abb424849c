// Looks every second whether a document is made, and shows the page anew when it is. Without this script the page has a
// link to look again.
const place = document.querySelector("[data-document]");
const EVERY = 1000;
const LONGEST_WAIT = 15000;
const PATIENCE = 10000;
let wait = EVERY;

async function ask() {
  try {
    const answer = await fetch(place.dataset.document, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) {
      location.reload();
      return;
    }
    const { state } = await answer.json();
    if (state === "made" || state === "failed") {
      location.replace(place.dataset.document);
      return;
    }
    wait = EVERY;
  } catch {
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
  setTimeout(ask, wait);
}

if (place) {
  setTimeout(ask, EVERY);
}
