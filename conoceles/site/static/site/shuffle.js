// The order of the options of a contest, shuffled for one reader alone; the legal order is what everybody is given.
"use strict";
document.querySelectorAll("[data-shuffle]").forEach((button) => {
  const list = document.querySelector("[data-cards]"),
    says = document.querySelector("[data-shuffled]"),
    shelf = `conoceles:orden:${document.body.dataset.election}`,
    legal = [...list.children],
    starting = button.textContent.trim();
  const remembered = (seed) => {
    try {
      if (seed === undefined) return Number(localStorage.getItem(shelf)) || 0;
      if (seed) localStorage.setItem(shelf, String(seed));
      else localStorage.removeItem(shelf);
    } catch (error) {
      /* it lasts as long as the page */
    }
    return seed || 0;
  };
  // The same for one seed, however often the page is opened (mulberry32).
  const random = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const show = (seed) => {
    const cards = [...legal];
    const next = random(seed);
    for (let i = cards.length - 1; seed && i > 0; i--) {
      const j = Math.floor(next() * (i + 1));
      [cards[i], cards[j]] = [cards[j], cards[i]];
    }
    list.append(...cards);
    button.setAttribute("aria-pressed", String(Boolean(seed)));
    button.textContent = seed ? button.dataset.done : starting;
    says.hidden = !seed;
  };
  button.hidden = false;
  if (remembered()) show(remembered());
  button.addEventListener("click", () => {
    const seed = remembered() ? 0 : 1 + Math.floor(Math.random() * 2 ** 31);
    remembered(seed);
    show(seed);
  });
});
