// A button beside each text that can be copied. Without script the texts can be selected and copied as any other.
const said = document.querySelector("[data-copied]");
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = `Copied: ${button.textContent.replace(/^Copy/, "").trim()}.`;
    } catch {
      // A frame may not be allowed to write to the clipboard; the text is selected, which is half of it.
      said.textContent = "The text is selected. Press Ctrl and C, or Command and C, to copy it.";
    }
  });
}
