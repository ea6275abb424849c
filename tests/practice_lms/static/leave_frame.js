// Leaves the frame and shows the course in the whole window.
if (window.top !== window) {
  window.top.location.href = document.getElementById("course").href;
}
