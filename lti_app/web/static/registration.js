// Tells the learning site that its registration dialogue may close (LTI Dynamic Registration 1.0 §3.7). The message holds
// nothing but its name, and the site may live at any origin, so it is sent to whichever opened this page.
const button = document.querySelector("[data-close-registration]");
const opener = window.opener ?? (window.parent !== window ? window.parent : null);

if (button && opener) {
  button.hidden = false;
  button.addEventListener("click", () => opener.postMessage({ subject: "org.imsglobal.lti.close" }, "*"));
}
