/* Reviewing by keyboard: J K between answers, N the next that was noticed, O observe, 1 to 0 its ground, P next template,
   D dismiss a flag, A set aside, Ctrl+Enter decide. */
"use strict";
(() => {
  const root = document.querySelector("[data-review]"),
    form = document.getElementById("decidir");
  if (!root || !form) return;
  const items = [...root.querySelectorAll("[data-item]")];
  const replies = JSON.parse(document.getElementById("plantillas").textContent);
  const keys = form.querySelector("[data-keys]"),
    tally = form.querySelector("[data-tally]");
  if (keys) keys.hidden = false;
  const plain = tally && tally.textContent;
  let here = -1;

  const go = (step) => {
    const shown = items.filter((item) => item.offsetParent);
    if (!shown.length) return;
    here = Math.min(Math.max(shown.indexOf(items[here]) + step, 0), shown.length - 1);
    here = items.indexOf(shown[here]);
    items[here].focus();
    items[here].scrollIntoView({ block: "start" });
  };
  const noticed = () => {
    const marked = items.filter((item) => item.offsetParent && item.querySelector("[data-flag].warn"));
    if (!marked.length) return;
    const after = marked.find((item) => items.indexOf(item) > here) || marked[0];
    here = items.indexOf(after);
    go(0);
  };
  const observe = () => {
    if (here < 0) go(1);
    const box = items[here] && items[here].querySelector("details.observe");
    if (!box) return;
    box.open = true;
    box.querySelector("[data-ground]:checked").focus();
  };
  const groundOf = (item) => (item.querySelector("[data-ground]:checked") || {}).value || "";
  const isOurs = (text) => !text.trim() || replies.some(([, one]) => one === text);
  // The comments of the ground that is chosen, one after another; without a ground, the first of all. What somebody
  // wrote is never written over: only nothing, or another template.
  const template = (item) => {
    const comment = item.querySelector("[data-comment]");
    if (!comment || !isOurs(comment.value)) return;
    const ground = groundOf(item);
    const texts = replies.filter(([kind]) => !ground || kind === ground);
    const next = texts[(texts.findIndex(([, text]) => text === comment.value) + 1) % texts.length];
    comment.value = next ? next[1] : "";
    if (next) item.querySelector(`[data-ground][value="${next[0]}"]`).checked = true;
    count();
    written();
  };
  const choose = (item, digit) => {
    const radios = item ? [...item.querySelectorAll("[data-ground]")] : [];
    const radio = radios[digit === 0 ? 10 : digit];
    if (!radio) return;
    item.querySelector("details.observe").open = true;
    radio.checked = true;
    radio.focus();
    grounded(item);
  };
  // A ground brings its first comment, and takes away that of another one; the focus stays where it is.
  const grounded = (item) => {
    const comment = item.querySelector("[data-comment]");
    if (isOurs(comment.value)) comment.value = "";
    if (groundOf(item)) template(item);
    count();
    written();
  };
  // What is written is kept on the server until it is decided, wherever the page goes meanwhile.
  const kept = form.querySelector("[data-kept]");
  const shelf = window.reviewShelf(form);
  let timer = 0,
    unsaved = false;
  const draft = () => {
    const body = new FormData(form);
    body.append("act", "keep");
    return body;
  };
  const keep = async () => {
    clearTimeout(timer);
    if (!unsaved || !kept) return;
    unsaved = false;
    shelf.put(form);
    const answer = await fetch(location.href, { method: "POST", body: draft(), redirect: "manual" }).catch(() => null);
    if (answer && answer.ok) shelf.clear();
    if (answer && answer.ok) kept.textContent = `Borrador guardado a las ${(await answer.json()).at}.`;
    else {
      unsaved = true;
      kept.textContent = "Sin conexión o sin sesión: el borrador quedó en este navegador, y vuelve al abrir esta página.";
    }
  };
  const written = () => {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  };
  addEventListener("pagehide", () => {
    if (unsaved && kept) navigator.sendBeacon(location.href, draft());
  });
  form.addEventListener("submit", () => {
    unsaved = false;
    clearTimeout(timer);
    shelf.clear();
  });
  const dismiss = async (button) => {
    const own = document.getElementById(button.getAttribute("form"));
    const answer = await fetch(button.dataset.dismiss, {
      method: "POST",
      body: new FormData(own),
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer || !answer.ok) {
      await keep();
      own.submit();
      return;
    }
    const flag = button.closest("[data-flag]"),
      words = flag.querySelector("span"),
      label = button.firstChild;
    const gone = flag.classList.toggle("warn") === false;
    words.textContent = gone ? `${words.textContent} (descartado)` : words.textContent.replace(" (descartado)", "");
    label.textContent = gone ? "Volver a mostrar" : "Descartar";
    if (gone) {
      const back = Object.assign(document.createElement("input"), { type: "hidden", name: "back", value: "1" });
      own.append(back);
    } else own.elements.back.remove();
  };
  const count = () => {
    const open = items.filter(groundOf);
    if (!tally) return;
    tally.textContent = open.length
      ? `Observa ${open.length === 1 ? "una respuesta" : open.length + " respuestas"}; lo demás queda validado.`
      : plain;
    const aside = form.querySelector("[data-aside]");
    if (aside) aside.disabled = open.length > 0;
  };
  items.forEach((item, place) =>
    item.addEventListener("focusin", () => {
      here = place;
    }),
  );
  root.addEventListener("change", (event) => {
    if (event.target.matches("[data-ground]")) grounded(event.target.closest("[data-item]"));
    count();
  });
  root.addEventListener("input", written);
  form.addEventListener("change", written);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) {
      event.preventDefault();
      dismiss(button);
    }
  });
  form.addEventListener("change", (event) => {
    if (!event.target.name.startsWith("rubric-")) return;
    form.querySelector("[data-rubric-on]").checked = true;
    if (!event.target.checked)
      form.querySelectorAll(`[data-needs="${event.target.name}"]`).forEach((one) => {
        one.checked = false;
      });
  });
  document.addEventListener("keydown", (event) => {
    // A key that is held down decides nothing by itself.
    if (event.repeat && !"jk".includes(event.key.toLowerCase())) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.querySelector("[data-decide]")?.click();
      return;
    }
    if (event.key === "Escape" && event.target.matches("[data-ground], select, textarea")) {
      items[here]?.focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9]$/.test(event.key) && !event.target.matches("textarea, select, input:not([data-ground])")) {
      event.preventDefault();
      choose(items[here], Number(event.key));
      return;
    }
    if (event.target.matches("input, select, textarea")) return;
    const act = {
      j: () => go(1),
      k: () => go(-1),
      n: noticed,
      o: observe,
      p: () => items[here] && template(items[here]),
      d: () => (items[here] || root).querySelector(".warn [data-dismiss]")?.click(),
      a: () => form.querySelector("[data-aside]:enabled")?.click(),
    }[event.key.toLowerCase()];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  if (kept && shelf.back(form)) {
    kept.textContent = "Recuperamos lo que quedó en este navegador.";
    for (const box of root.querySelectorAll("details.observe")) box.open ||= Boolean(groundOf(box));
    written();
  }
  count();
})();
