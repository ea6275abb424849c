// Asks whether the pack has changed since this page was made, and shows the page anew where it has.
const shown = document.currentScript.dataset.version;
const LOOK_EVERY = 700;

async function look() {
  try {
    const answer = await fetch("/preview/version", { cache: "no-store" });
    if ((await answer.text()) !== shown) {
      location.reload();
      return;
    }
  } catch {
    // The preview has been ended or is starting again: the next look finds it.
  }
  setTimeout(look, LOOK_EVERY);
}

look();
