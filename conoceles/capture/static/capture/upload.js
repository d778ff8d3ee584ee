// Sends a file as soon as it is chosen, with its progress in view; moves the crop of a photograph.
// Without this file the form's button sends them.
const page = document.querySelector("form[data-capture]");

function tell(block, text, wrong) {
  const place = block.querySelector("[data-problems]");
  place.replaceChildren(
    Object.assign(document.createElement("p"), { className: wrong ? "error" : "small", textContent: text }),
  );
  block.classList.toggle("bad", Boolean(wrong));
}

// How often a file is sent again while the server makes those of others.
const AGAIN = 8;

function send(block, address, body, done, always = () => {}, left = AGAIN) {
  const bar = block.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", address);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  });
  request.upload.addEventListener("load", () => tell(block, "Recibido; se está revisando el archivo…"));
  request.addEventListener("load", async () => {
    bar.hidden = true;
    let said = {};
    if (request.status === 403)
      said = { error: "Su sesión terminó: recargue la página, ingrese y elija el archivo otra vez." };
    else
      try {
        said = JSON.parse(request.responseText);
      } catch {
        said = { error: "El servidor no pudo recibirlo: intente de nuevo." };
      }
    const wait = Number(request.getResponseHeader("Retry-After"));
    if (request.status === 200 && !said.error) await done(said);
    else if (request.status === 503 && wait && left) {
      tell(block, "El servidor prepara otros archivos: el suyo se enviará otra vez en unos segundos…");
      setTimeout(() => send(block, address, body, done, always, left - 1), 1000 * wait);
      return;
    } else tell(block, said.error || "El servidor no pudo recibirlo: intente de nuevo.", true);
  });
  request.addEventListener("error", () => {
    bar.hidden = true;
    tell(block, "Se perdió la conexión a medio camino: elija el archivo otra vez cuando vuelva.", true);
  });
  request.addEventListener("loadend", () => {
    if (request.status !== 503) always();
  });
  bar.hidden = false;
  bar.value = 0;
  request.send(body);
}

if (page) {
  // The page came back to its file: the mark in the address has done its work, and would follow to the next section.
  if (location.hash) setTimeout(() => history.replaceState(null, "", location.pathname), 300);
  const token = page.elements.csrfmiddlewaretoken.value;
  for (const input of page.querySelectorAll("[data-upload]")) {
    const block = input.closest("[data-question]");
    input.addEventListener("change", () => {
      if (!input.files.length) return;
      const body = new FormData();
      body.append("csrfmiddlewaretoken", token);
      body.append("version", block.dataset.version);
      body.append(input.name, input.files[0]);
      tell(block, "Subiendo…");
      // The other answers were saved as they were written: the page opens again with the file in its place.
      send(block, input.dataset.upload, body, () => {
        input.value = "";
        location.hash = block.id;
        location.reload();
      });
    });
    const crop = block.querySelector("[data-crop]");
    if (crop) {
      let timer = 0,
        travelling = false;
      const move = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          // One crop at a time: the next is sent over the version that this one leaves.
          if (travelling) return move();
          travelling = true;
          const body = new FormData();
          body.append("csrfmiddlewaretoken", token);
          body.append("version", block.dataset.version);
          for (const slider of crop.querySelectorAll("input")) body.append(slider.name, slider.value);
          send(
            block,
            input.dataset.upload,
            body,
            async (said) => {
              block.dataset.version = said.version;
              block.querySelector(`[name="v-${block.dataset.question}"]`).value = said.version;
              const fresh = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
              const shown = fresh.querySelector(`#${block.id} [data-shown]`);
              if (shown) block.querySelector("[data-shown]").src = shown.getAttribute("src");
              tell(block, "Recorte guardado.");
            },
            () => {
              travelling = false;
            },
          );
        }, 350);
      };
      crop.addEventListener("input", move);
    }
  }
}
