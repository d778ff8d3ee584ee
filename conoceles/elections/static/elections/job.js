// While an act on many runs, its page says how far it has come. Without this file one presses «Ver cómo va».
"use strict";

const EVERY = 3000;
const shown = document.querySelector("[data-job]");

const look = async () => {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-job]");
    if (!fresh) return;
    if (fresh.innerHTML !== shown.innerHTML) shown.replaceChildren(...fresh.childNodes);
  } catch {
    /* the next one asks again */
  }
  if (shown.querySelector("[data-running]")) setTimeout(look, EVERY);
};

setTimeout(look, EVERY);
