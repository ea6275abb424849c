// Closes the registration dialogue when the tool says that it has finished, as Moodle does.
window.addEventListener("message", (event) => {
  if (event.data && event.data.subject === "org.imsglobal.lti.close") {
    window.location.assign("/admin/tools");
  }
});
