// «Cancelar» leaves a section as it was when its page was opened: every answer is put back and the form is sent, which
// saves it. Without this file nothing was saved yet, and the link simply leaves.
{
  const form = document.querySelector("form[data-capture]"),
    link = form && form.querySelector("[data-cancel]"),
    blocks = form ? [...form.querySelectorAll("[data-question]:not([data-file])")] : [];
  const inputs = (block) =>
    [...block.querySelectorAll("[name]")].filter((one) => one.type !== "file" && !one.name.startsWith("v-"));
  const picked = (one) => /checkbox|radio/.test(one.type);
  const said = (one) => (picked(one) ? one.checked : one.value);
  // What the server says, before capture.js puts back what this browser kept.
  const opened = new Map(blocks.flatMap(inputs).map((one) => [one, said(one)]));
  const before = (one) => opened.get(one) ?? (picked(one) ? false : "");

  link?.addEventListener("click", (event) => {
    const changed = blocks.filter((block) => inputs(block).some((one) => said(one) !== before(one)));
    if (!changed.length) return;
    event.preventDefault();
    const names = changed.map((block) => block.querySelector(".asq").textContent.trim().replace(/\s+/g, " "));
    const files = form.querySelector("[data-file]") ? "\n\nLos archivos que ya subió se quedan." : "";
    const changes = `¿Salir sin lo que cambió desde que abrió esta página?\n\nCambió: ${names.join("; ")}.`;
    if (!confirm(changes + files)) return;
    for (const block of changed) {
      for (const one of inputs(block)) one[picked(one) ? "checked" : "value"] = before(one);
      block.dispatchEvent(new Event("input", { bubbles: true }));
    }
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "leave", value: "1" }));
    form.requestSubmit();
  });
}
