// Tells the page around the dialogue where to go on; in a window of its own it does nothing, as in Moodle.
if (window.parent !== window) {
  window.parent.postMessage({ picked: document.getElementById("picked").dataset.where }, window.location.origin);
}
