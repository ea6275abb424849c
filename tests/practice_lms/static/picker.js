// Closes the dialogue when the tool has answered: the page goes on to what was picked, or back to the course.
window.addEventListener("message", (event) => {
  if (event.origin === window.location.origin && event.data && event.data.picked) {
    window.location.assign(event.data.picked);
  }
});
