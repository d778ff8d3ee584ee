// Finding: suggestions while typing, results without leaving the page, and one's own municipality without telling anyone.
"use strict";
{
  const later = (act, wait) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(act, wait);
    };
  };

  // Suggestions: a list under the box, walked with the arrows. Without them, the box searches as ever.
  const suggest = (box) => {
    const place = Object.assign(document.createElement("div"), {
      className: "suggested",
      hidden: true,
      id: `${box.id}-sugerencias`,
    });
    box.parentElement.append(place);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    let asked = "",
      at = -1;
    const says = Object.assign(document.createElement("span"), { className: "hidden" });
    says.setAttribute("role", "status");
    box.parentElement.append(says);
    const go = (option) => location.assign(option.dataset.url);
    const options = () => [...place.querySelectorAll("[role=option]")];
    const close = () => {
      place.hidden = true;
      at = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const mark = (number) => {
      const found = options();
      at = (number + found.length) % found.length;
      found.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      box.setAttribute("aria-activedescendant", found[at].id);
      found[at].scrollIntoView({ block: "nearest" });
    };
    const ask = later(async () => {
      const words = box.value.trim();
      if (words === asked || words.length < 2) {
        if (words.length < 2) close();
        asked = words;
        return;
      }
      asked = words;
      try {
        const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ q: words })}`);
        if (!answer.ok || asked !== words || document.activeElement !== box) return;
        place.innerHTML = await answer.text();
        const list = place.firstElementChild;
        list.id = `${box.id}-lista`;
        box.setAttribute("aria-controls", list.id);
        const some = options().length > 0;
        at = -1;
        says.textContent = list.dataset.says;
        place.hidden = !some;
        box.setAttribute("aria-expanded", String(some));
      } catch (error) {
        close();
      }
    }, 120);
    box.addEventListener("input", ask);
    box.addEventListener("keydown", (event) => {
      if (place.hidden) {
        // What was closed is opened again.
        if (event.key === "ArrowDown" && options().length && box.value.trim() === asked) {
          event.preventDefault();
          place.hidden = false;
          box.setAttribute("aria-expanded", "true");
        }
        return;
      }
      if (event.key === "ArrowDown") {
        event.preventDefault();
        mark(at + 1);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        mark(at < 0 ? -1 : at - 1);
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        go(options()[at]);
      }
    });
    place.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        event.preventDefault();
        go(option);
      }
    });
    box.addEventListener("blur", () => setTimeout(close, 200));
    box.form.addEventListener("submit", close);
  };
  document.querySelectorAll("[data-suggest]").forEach(suggest);

  // Results: the same page, asked for again; its address always says what is shown, so that back and sharing are right.
  const form = document.querySelector("form[data-instant]");
  if (form) {
    let running,
      here = location.pathname + location.search;
    const show = async (address, step) => {
      if (running) running.abort();
      running = new AbortController();
      try {
        const answer = await fetch(address, { signal: running.signal });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = fresh.getElementById("encontradas"),
          old = document.getElementById("encontradas");
        if (!answer.ok || !next || !old) {
          // While somebody types, the page stays: another one opens when it is asked for.
          if (step !== "replaceState") location.assign(address);
          return;
        }
        const focused = (document.activeElement || {}).id,
          folds = [...old.querySelectorAll("details")];
        const held = old.querySelector("[role=status]"),
          said = next.querySelector("[role=status]").textContent;
        next.querySelectorAll("details").forEach((fold, index, all) => {
          const same = fold.id ? old.querySelector(`#${fold.id}`) : all.length === folds.length && folds[index];
          if (same) fold.open = same.open;
        });
        old.textContent = "";
        old.append(...next.childNodes);
        // The same live region stays, so that its new words are read.
        old.querySelector("[role=status]").replaceWith(held);
        held.innerHTML = `<strong></strong>`;
        held.firstChild.textContent = said;
        document.title = fresh.title;
        old.dispatchEvent(new Event("conoceles:shown", { bubbles: true }));
        const again = focused && document.getElementById(focused);
        if (again && document.activeElement !== again) again.focus();
        if (step) history[step](null, "", address);
        here = location.pathname + location.search;
      } catch (error) {
        if (error.name !== "AbortError" && step !== "replaceState") location.assign(address);
      }
    };
    const address = () => {
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      return `${location.pathname}?${query}`;
    };
    const typed = later(() => show(address(), "replaceState"), 250);
    form.addEventListener("input", (event) => {
      if (event.target.name === "q") typed();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(address(), "pushState");
    });
    document.addEventListener("change", (event) => {
      if (event.target.form === form && event.target.name !== "q") show(address(), "pushState");
    });
    addEventListener("popstate", () => {
      // A jump within the page is no other state.
      if (location.pathname + location.search === here) return;
      here = location.pathname + location.search;
      form.elements.namedItem("q").value = new URLSearchParams(location.search).get("q") || "";
      show(location.href);
    });
  }

  // One's own municipality: where the telephone is, against the limits on the map, in the telephone.
  const inside = ([x, y], rings) =>
    rings.reduce((found, ring) => {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [ax, ay] = ring[i],
          [bx, by] = ring[j];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) found = !found;
      }
      return found;
    }, false);
  document.querySelectorAll("[data-locate]").forEach((button) => {
    if (!("geolocation" in navigator)) return;
    const says = document.querySelector("[data-locate-says]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      says.textContent = button.dataset.busy;
      try {
        const limits = await (await fetch(button.dataset.locate)).json();
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => {
            const found = Object.keys(limits).find((slug) =>
              inside([coords.longitude * 1e4, coords.latitude * 1e4], limits[slug]),
            );
            if (found) location.assign(`${button.dataset.root}${found}/`);
            else says.textContent = button.dataset.none;
          },
          () => {
            says.textContent = button.dataset.denied;
          },
          { maximumAge: 600000, timeout: 15000 },
        );
      } catch (error) {
        says.textContent = button.dataset.denied;
      }
    });
  });
}
