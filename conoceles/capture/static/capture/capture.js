// Saves each answer as it is written. Until the server says that it is safe it is kept in this browser, so that a
// closed page, a dead battery or a lost network loses nothing. Without this file the form saves with its buttons.
const form = document.querySelector("form[data-capture]");
const WAIT = 900, RETRY = 5000;
const OFFLINE = "Sin conexión: lo que escribe queda en este aparato y se enviará solo.";

if (form) {
  // A page that takes no writing has no place to say what was saved.
  const say = form.querySelector("[data-state]") || document.createElement("p");
  const unheard = form.querySelector("[data-writing]") || document.createElement("p");
  const token = form.elements.csrfmiddlewaretoken.value;
  // Confidential answers are kept only while the page is open.
  const store = form.hasAttribute("data-confidential") ? sessionStorage : localStorage;
  const blocks = new Map();
  let offline = false;

  const inputs = (block) =>
    [...block.querySelectorAll("[name]")].filter((one) => one.type !== "file" && !one.name.startsWith("v-"));
  const place = (block) => `conoceles ${form.dataset.capture} ${block.dataset.question}`;

  function pairs(block) {
    return inputs(block)
      .filter((one) => !/checkbox|radio/.test(one.type) || one.checked)
      .map((one) => [one.name, one.value]);
  }

  function put(block, kept) {
    const held = new Map(kept);
    for (const one of inputs(block)) {
      if (/checkbox|radio/.test(one.type))
        one.checked = kept.some(([name, value]) => name === one.name && value === one.value);
      else one.value = held.get(one.name) ?? "";
    }
  }

  // What is read aloud is how things rest; each key is only seen.
  function status(text, warn) {
    writing(false);
    if (say.textContent !== text) say.textContent = text;
    say.classList.toggle("error", Boolean(warn));
  }

  function writing(now) {
    say.classList.toggle("hidden", now);
    unheard.hidden = !now;
  }

  function setVersion(block, version) {
    block.dataset.version = version;
    block.querySelector(`[name="v-${block.dataset.question}"]`).value = version;
  }

  function changed(block) {
    const state = blocks.get(block);
    store.setItem(place(block), JSON.stringify({ version: block.dataset.version, pairs: pairs(block) }));
    if (state.conflict) return;
    state.dirty = true;
    state.refused = state.waiting = false;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => send(block), WAIT);
    if (offline) status(OFFLINE);
    else writing(true);
  }

  async function send(block, leaving) {
    const state = blocks.get(block);
    if (!state.dirty || state.sending || state.conflict) return;
    clearTimeout(state.timer);
    state.sending = true;
    state.dirty = state.waiting = false;
    const now = pairs(block);
    const body = new URLSearchParams([
      ["csrfmiddlewaretoken", token],
      ["question", block.dataset.question],
      ["version", block.dataset.version],
      ...now,
    ]);
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST",
        body,
        keepalive: Boolean(leaving) && body.toString().length < 20000,
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || answer.status === 403)
        throw new Refused(
          "Su sesión terminó. Lo que escribió sigue en este aparato: recargue la página, ingrese otra vez y se guardará.",
        );
      const type = answer.headers.get("Content-Type") || "";
      const said = type.startsWith("application/json")
        ? await answer.json()
        : {
            error:
              "El servidor no pudo guardar. Lo que escribió sigue en este aparato: recargue la página y se enviará.",
          };
      if (answer.status === 409) conflict(block, said);
      else if (!answer.ok || !type.startsWith("application/json")) throw new Refused(said.error, answer.status >= 500);
      else saved(block, said);
    } catch (problem) {
      state.dirty = true;
      if (problem instanceof Refused && !problem.again) {
        // It will not be taken however often it is sent: what was written stays here and on the screen.
        state.refused = true;
        status(problem.message, true);
      } else {
        offline = !(problem instanceof Refused);
        status(offline ? OFFLINE : problem.message, true);
        state.waiting = true;
        state.timer = setTimeout(() => send(block), RETRY);
      }
    }
    state.sending = false;
  }

  class Refused extends Error {
    constructor(message, again) {
      super(message);
      this.again = again;
    }
  }

  function saved(block, said) {
    offline = false;
    setVersion(block, said.version);
    if (blocks.get(block).dirty) {
      // More was written while this travelled: it is sent over the version that now stands.
      store.setItem(place(block), JSON.stringify({ version: said.version, pairs: pairs(block) }));
      setTimeout(() => send(block), WAIT);
    } else store.removeItem(place(block));
    const waiting = [...blocks.values()].some((one) => one.dirty);
    if (!waiting) status(`Guardado a las ${said.at}. Puede salir y volver cuando quiera.`);
    show(block, said.problems);
    missing(said.missing);
    block.dispatchEvent(new CustomEvent("kept", { detail: said }));
  }

  function show(block, problems) {
    const list = block.querySelector("[data-problems]");
    list.replaceChildren(
      ...problems.map((text) => Object.assign(document.createElement("p"), { className: "error", textContent: text })),
    );
    block.classList.toggle("bad", problems.length > 0);
    for (const one of inputs(block))
      problems.length ? one.setAttribute("aria-invalid", "true") : one.removeAttribute("aria-invalid");
    const tag = block.querySelector("[data-complete]");
    if (tag) tag.hidden = problems.length > 0 || !pairs(block).some(([, value]) => value.trim());
  }

  function missing(labels) {
    const line = form.querySelector("[data-missing]");
    const links = Object.entries(labels).map(([key, text]) =>
      Object.assign(document.createElement("a"), { href: `#pregunta-${key}`, textContent: text }),
    );
    line.hidden = links.length === 0;
    line
      .querySelector("[data-missing-list]")
      .replaceChildren(...links.flatMap((link, place) => (place ? [" · ", link] : [link])));
  }

  function conflict(block, said) {
    const state = blocks.get(block);
    state.conflict = true;
    const panel = document.createElement("div");
    panel.className = "note warn stack tight";
    panel.setAttribute("role", "alert");
    const title = document.createElement("p");
    title.append(
      Object.assign(document.createElement("strong"), {
        className: "error",
        textContent: `${said.mine ? "Usted cambió" : "Otra persona cambió"} esta respuesta en otro lugar, a las ${said.at}. Allá dice:`,
      }),
    );
    const other = Object.assign(document.createElement("blockquote"), {
      className: "voice",
      textContent: said.conflict || "(nada)",
    });
    const row = Object.assign(document.createElement("p"), { className: "row" });
    const button = (text, act) => {
      const one = Object.assign(document.createElement("button"), {
        type: "button",
        className: "btn quiet",
        textContent: text,
      });
      one.addEventListener("click", () => {
        state.conflict = false;
        panel.remove();
        act();
      });
      row.append(one);
    };
    button("Dejar lo que escribí aquí", () => {
      setVersion(block, said.version);
      changed(block);
      send(block);
    });
    button("Dejar lo de allá", () => {
      state.dirty = false;
      store.removeItem(place(block));
      location.reload();
    });
    panel.append(title, other, row);
    block.querySelector("[data-problems]").replaceChildren(panel);
    block.classList.add("bad");
    status("Una respuesta cambió en dos lugares: elija con cuál se queda.", true);
  }

  for (const block of form.querySelectorAll("[data-question]")) {
    // A file, its link and its removal go with upload.js or with the form's buttons.
    if (block.hasAttribute("data-file")) continue;
    blocks.set(block, { dirty: false, sending: false, conflict: false, refused: false, waiting: false, timer: 0 });
    const kept = store.getItem(place(block));
    if (kept && inputs(block).some((one) => !one.readOnly && !one.disabled)) {
      const { version, pairs: held } = JSON.parse(kept);
      put(block, held);
      block.dataset.version = version;
      blocks.get(block).dirty = true;
      send(block);
    }
    block.addEventListener("input", (event) => {
      if (event.target.type !== "file" && !event.target.closest("[data-crop]")) changed(block);
    });
  }
  if (say.textContent.startsWith("Guarde")) status("Se guarda solo mientras escribe.");
  const flush = (leaving) => {
    for (const block of blocks.keys()) send(block, leaving);
  };
  addEventListener("pagehide", () => flush(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush(true);
  });
  addEventListener("online", () => flush(false));
  // A page that comes back out of the browser's memory may show an old version: what stands is asked again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  // The buttons send the whole page once every answer is safe: with no network nothing is sent, and nothing lost.
  form.addEventListener("submit", async (event) => {
    const busy = () =>
      [...blocks.values()].some((state) => (state.dirty && !state.refused && !state.conflict) || state.sending);
    const failing = () => [...blocks.values()].some((state) => state.waiting);
    if (!busy()) return;
    event.preventDefault();
    for (let turn = 0; turn < 40 && busy() && !offline && !failing(); turn += 1) {
      flush(false);
      await new Promise((done) => setTimeout(done, 150));
    }
    if (!busy()) form.requestSubmit(event.submitter);
  });
}
