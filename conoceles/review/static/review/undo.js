/* A decision that can be undone says how many seconds are left, and is done when they are over; Z undoes it. */
"use strict";
(() => {
  const form = document.querySelector("[data-undo]");
  if (!form) return;
  const words = form.querySelector("[data-left]");
  const ends = Number(form.dataset.undo) * 1000;
  const tell = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left > 0) {
      words.textContent = `Se hace en ${left} s.`;
      return;
    }
    clearInterval(timer);
    const body = new FormData(form);
    fetch(form.dataset.settle, { method: "POST", body }).catch(() => null);
    const focused = form.contains(document.activeElement);
    form.querySelector("button").remove();
    words.textContent = "Hecho.";
    if (!focused) return;
    const main = document.getElementById("contenido");
    main.tabIndex = -1;
    main.focus();
  };
  const timer = setInterval(tell, 1000);
  form.addEventListener("submit", () => clearInterval(timer));
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.matches("input, select, textarea")) form.querySelector("button")?.click();
  });
  tell();
})();
