// Puts a button under each answer of a record that copies it. Without this script an answer can be selected by hand.
for (const field of document.querySelectorAll("[data-copy]")) {
  const label = document.querySelector(`label[for="${field.id}"]`).textContent.trim();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary govuk-!-margin-top-2 govuk-!-margin-bottom-0";
  button.textContent = "Copy";
  const what = document.createElement("span");
  what.className = "govuk-visually-hidden";
  what.textContent = ` ‘${label}’`;
  button.append(what);
  const said = document.createElement("p");
  said.className = "govuk-hint govuk-!-margin-bottom-0";
  said.setAttribute("role", "status");
  field.after(button, said);

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied.";
    } catch {
      // A learning site's frame may not give leave to write to the clipboard.
      field.focus();
      field.select();
      said.textContent = "It is selected. Copy it with your keyboard or menu.";
    }
  });
}
