// What a page does besides being read: share, print, listen, and keep a candidacy in this browser alone.
"use strict";

const all = (what, where = document) => [...where.querySelectorAll(what)];
const one = (what, where = document) => where.querySelector(what);
const page = document.body.dataset;
const tongue = document.documentElement.lang.startsWith("es") ? "" : `/${document.documentElement.lang}`;

// What is kept stays in this browser: {key: {name, url, contest, party}}. At a fair, only until the next person comes.
const shelf = `conoceles:${page.election}`;
const shelves = () => (sessionStorage.getItem("kiosk") ? sessionStorage : localStorage);
function kept() {
  try {
    return JSON.parse(shelves().getItem(shelf)) || {};
  } catch (error) {
    return {};
  }
}
function keep(things) {
  try {
    shelves().setItem(shelf, JSON.stringify(things));
  } catch (error) {
    /* a browser that keeps nothing keeps nothing */
  }
}

// What a button says of a candidacy, as it is kept.
function asKept({ dataset }) {
  const { name, url, contest, party } = dataset;
  return { name, url, contest, party, order: Number(dataset.order) || 0 };
}

// A name that was corrected, or who left: what was kept learns it where a page says it.
function learn(things) {
  const before = JSON.stringify(things);
  const changes = JSON.parse((one("#cambios") || {}).textContent || "{}");
  for (const key of Object.keys(things)) if (key in changes) Object.assign(things[key], changes[key]);
  for (const button of all("[data-keep]")) if (button.dataset.keep in things) things[button.dataset.keep] = asKept(button);
  if (JSON.stringify(things) !== before) keep(things);
}

// A screen at a fair: numbers to be touched, and back to its first page when nobody has touched it for a while.
const REST = 90000;
function stand() {
  const first = one("[data-kiosk]");
  let home = "";
  try {
    if (first) sessionStorage.setItem("kiosk", location.pathname);
    home = sessionStorage.getItem("kiosk") || "";
  } catch (error) {
    /* without it, each page is a page */
  }
  for (const key of all("[data-digit]"))
    key.addEventListener("click", () => {
      const number = one("#s");
      number.value = key.dataset.digit ? (number.value + key.dataset.digit).slice(0, 4) : "";
    });
  const leaving = one("[data-leave]");
  if (leaving) leaving.addEventListener("click", () => {
    sessionStorage.removeItem("kiosk");
    sessionStorage.removeItem(shelf);
  });
  if (!home) return;
  let waiting;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // Whoever comes next finds nothing of whoever was here.
      sessionStorage.removeItem(shelf);
      location.assign(home);
    }, REST);
  };
  for (const touch of ["pointerdown", "keydown", "scroll"]) addEventListener(touch, again, { passive: true });
  again();
}

function showKept() {
  const things = kept();
  learn(things);
  for (const button of all("[data-keep]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(button.dataset.keep in things));
  }
  const count = Object.keys(things).length;
  for (const place of all("[data-kept-count]")) place.textContent = count ? ` (${count})` : "";
  const list = one("[data-kept]");
  if (list) fill(list, things);
}

function fill(list, things) {
  const items = Object.entries(things).sort(
    (a, b) => a[1].order - b[1].order || a[1].name.localeCompare(b[1].name, "es"),
  );
  one("[data-kept-none]").hidden = items.length > 0;
  one("[data-kept-some]").hidden = !items.length;
  const pattern = one("template", list.parentElement);
  list.textContent = "";
  list.append(
    ...items.map(([key, thing]) => {
      const row = pattern.content.cloneNode(true);
      const link = one("a", row);
      link.textContent = thing.name;
      // Kept in Spanish, read in the language of the page.
      if (/^\/[\w/-]+(#[0-9a-f]+)?$/.test(thing.url)) link.href = tongue + thing.url;
      const left = one("[data-left]", row);
      left.textContent = thing.left || "";
      left.hidden = !thing.left;
      one("[data-party]", row).textContent = thing.party;
      one("[data-contest]", row).textContent = thing.contest;
      const away = one("button", row);
      away.dataset.drop = key;
      away.setAttribute("aria-label", `${away.textContent}: ${thing.name}`);
      return row;
    }),
  );
}

function say(button, words) {
  if (button.textContent === words) return;
  const before = button.textContent;
  button.textContent = words;
  const says = one("[role=status]", button.closest("[data-share-box]") || document);
  if (says) says.textContent = words;
  setTimeout(() => {
    button.textContent = before;
  }, 2500);
}

async function share(button) {
  const address = button.dataset.share || location.href.split("#")[0];
  try {
    if (navigator.share && matchMedia("(pointer: coarse)").matches)
      await navigator.share({ title: document.title, url: address });
    else {
      await navigator.clipboard.writeText(address);
      say(button, button.dataset.done);
    }
  } catch (error) {
    if (error.name !== "AbortError") prompt(button.dataset.done, address);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { keep: key, drop } = button.dataset;
  if (key) {
    const things = kept();
    if (key in things) delete things[key];
    else things[key] = asKept(button);
    keep(things);
    showKept();
  } else if (drop) {
    const things = kept();
    delete things[drop];
    keep(things);
    showKept();
    one("h1").focus();
  } else if ("keptClear" in button.dataset) {
    keep({});
    showKept();
    one("h1").focus();
  } else if ("share" in button.dataset) share(button);
  else if ("print" in button.dataset) print();
  else if ("saveList" in button.dataset) {
    const text = Object.values(kept())
      .map((thing) => `${thing.contest}: ${thing.name} (${thing.party})\n${location.origin}${thing.url}\n`)
      .join("\n");
    const link = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(new Blob([text], { type: "text/plain" })),
      download: button.dataset.saveList,
    });
    link.click();
    URL.revokeObjectURL(link.href);
  }
});

// Captions come with the first play; after that, as whoever watches wants them.
for (const film of all("video"))
  film.addEventListener(
    "play",
    () => {
      for (const track of film.textTracks) track.mode = "showing";
    },
    { once: true },
  );

// Paper has no folds.
addEventListener("beforeprint", () => {
  for (const fold of all("details.more")) fold.open = true;
});
addEventListener("storage", showKept);
// Results that were asked for again.
addEventListener("conoceles:shown", showKept);
for (const button of all("[data-share], [data-print], [data-save-list], [data-kept-clear]")) button.hidden = false;
stand();
showKept();
