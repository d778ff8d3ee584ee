// While a long act is done, says how far it has come. Without this file the page waits as any other.
"use strict";

const EVERY = 700;
// Nobody waits longer; and asking would keep a session open that nobody uses.
const LONGEST = 10 * 60_000;

for (const form of document.querySelectorAll("form[data-doing]")) {
  const box = form.querySelector("[data-doing-shown]");
  const bar = box.querySelector("progress");
  const words = box.querySelector("[role=status]");
  // One name for the page, so that a button pressed twice sends the same.
  const name = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  form.elements.doing.value = name;
  let asking;
  let told = false;

  const rest = () => {
    clearInterval(asking);
    asking = undefined;
    told = false;
    box.hidden = true;
  };

  const ask = async () => {
    try {
      const answer = await fetch(`/taller/haciendo/${name}/`);
      const { what, done, total } = await answer.json();
      if (!what) {
        if (told) rest();
        return;
      }
      told = true;
      if (total) {
        bar.max = total;
        bar.value = done;
      } else bar.removeAttribute("value");
      const said = total ? `${what}: ${done.toLocaleString("es-MX")} de ${total.toLocaleString("es-MX")}.` : `${what}…`;
      if (words.textContent !== said) words.textContent = said;
    } catch {
      /* the act goes on all the same */
    }
  };

  form.addEventListener("submit", () => {
    box.hidden = false;
    asking ??= setInterval(ask, EVERY);
    setTimeout(rest, LONGEST);
  });
  // Back from the page that it led to.
  addEventListener("pageshow", rest);
}
