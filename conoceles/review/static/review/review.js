/* Reviewing by keyboard: J K between answers, O observe, P next template, D dismiss a flag, A set aside, Ctrl+Enter decide. */
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
  const observe = () => {
    if (here < 0) go(1);
    const box = items[here] && items[here].querySelector("details.observe");
    if (box) {
      box.open = true;
      box.querySelector("select").focus();
    }
  };
  // The comments of the ground that is chosen, one after another; without a ground, the first of all.
  const template = (item) => {
    const ground = item.querySelector("[data-ground]"),
      comment = item.querySelector("[data-comment]");
    if (!ground) return;
    item.querySelector("details.observe").open = true;
    // What somebody wrote is never written over: only nothing, or another template.
    if (comment.value.trim() && !replies.some(([, text]) => text === comment.value)) {
      comment.focus();
      return;
    }
    const texts = replies.filter(([kind]) => !ground.value || kind === ground.value);
    if (!texts.length) {
      if (replies.some(([, text]) => text === comment.value)) comment.value = "";
      return;
    }
    const next = texts[(texts.findIndex(([, text]) => text === comment.value) + 1) % texts.length];
    ground.value = next[0];
    comment.value = next[1];
    comment.focus();
    count();
    written();
  };
  // What is written is kept on the server until it is decided, wherever the page goes meanwhile.
  const kept = form.querySelector("[data-kept]");
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
    const answer = await fetch(location.href, { method: "POST", body: draft(), redirect: "manual" }).catch(() => null);
    if (answer && answer.ok) kept.textContent = `Borrador guardado a las ${(await answer.json()).at}.`;
    else {
      unsaved = true;
      kept.textContent = "El borrador no se ha guardado: no cierre esta página.";
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
    const open = items.filter((item) => (item.querySelector("[data-ground]") || {}).value);
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
    const item = event.target.closest("[data-item]");
    if (event.target.matches("[data-ground]") && event.target.value) template(item);
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
    if (event.key === "Escape" && event.target.matches("select, textarea")) {
      items[here]?.focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const act = {
      j: () => go(1),
      k: () => go(-1),
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
  count();
})();
