// Shows what is typed as a password, for whoever types on a telephone. Without this file it stays hidden.
"use strict";

for (const button of document.querySelectorAll("[data-show]")) {
  const field = document.getElementById(button.dataset.show);
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.textContent = shown ? "Ocultar" : "Mostrar";
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // What is sent is a password, so that the browser keeps it as one.
  field.form.addEventListener("submit", () => show(false));
  button.hidden = false;
}
