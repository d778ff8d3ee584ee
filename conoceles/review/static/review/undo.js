/* A decision that can be undone says how many seconds are left, and is done when they are over; Z undoes it. */
"use strict";
(() => {
  const form = document.querySelector("[data-undo]");
  if (!form) return;
  const words = form.querySelector("[data-left]"),
    button = form.querySelector("button");
  // Counted from when the page came: the clock of this device may be another.
  const ends = performance.now() + Number(form.dataset.undo);
  const AGAIN = 4000;

  const finish = async () => {
    if (form.contains(document.activeElement)) {
      const main = document.getElementById("contenido");
      main.tabIndex = -1;
      main.focus();
    }
    button.hidden = true;
    words.textContent = "Se está haciendo…";
    const answer = await fetch(form.dataset.settle, { method: "POST", body: new FormData(form) }).catch(() => null);
    const said = answer && answer.ok ? (await answer.json()).said : "";
    words.textContent = said || "Se hará en un minuto, aunque cierre esta página.";
    if (!said) setTimeout(finish, AGAIN);
  };
  const tell = () => {
    const left = Math.ceil((ends - performance.now()) / 1000);
    if (left > 0) words.textContent = `Puede deshacerlo; queda firme en ${left} s.`;
    else {
      clearInterval(timer);
      setTimeout(finish, 500);
    }
  };
  const timer = setInterval(tell, 1000);
  form.addEventListener("submit", () => clearInterval(timer));
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.matches("input, select, textarea") && !button.hidden) button.click();
  });
  tell();
})();
