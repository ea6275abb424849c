// Names the tasks of which this tab still holds words that the service does not have. Only the same person's pages know
// the name under which the words are kept.
const place = document.querySelector("[data-unsaved-list]");

if (place) {
  const prefix = `words:${place.dataset.unsavedList}:`;
  const list = place.querySelector("[data-unsaved-tasks]");
  const here = location.pathname.split("/activity/")[0];
  try {
    if (place.dataset.forget) {
      const name = prefix + place.dataset.forget;
      const { earlier = [] } = JSON.parse(sessionStorage.getItem(name)) ?? {};
      if (earlier.length > 0) {
        sessionStorage.setItem(name, JSON.stringify({ now: null, earlier }));
      } else {
        sessionStorage.removeItem(name);
      }
      // Only this once: coming back to this page must not forget what is typed from now on.
      history.replaceState(null, "", location.pathname);
    }
    for (const name of Object.keys(sessionStorage).filter((one) => one.startsWith(prefix))) {
      const { now, earlier } = JSON.parse(sessionStorage.getItem(name));
      const kept = now ?? earlier[0];
      const link = document.createElement("a");
      const row = document.createElement("li");
      link.className = "govuk-link";
      // A task that was submitted shows its form, to put them back into, only when it is to be changed.
      link.href = `${here}/activity/${kept.address}?change=yes`;
      link.textContent = kept.title;
      row.append(link);
      list.append(row);
    }
  } catch {
    // A browser that keeps nothing for a framed page has nothing to offer.
  }
  place.hidden = list.childElementCount === 0;
}
