// Practising on the sample of a ballot: nothing is sent or kept; leaving the page forgets it.
"use strict";
document.querySelectorAll("[data-paper]").forEach((paper) => {
  const start = paper.querySelector("[data-practice]"),
    verdict = paper.querySelector("[data-verdict]"),
    crosses = [...paper.querySelectorAll("[data-cross]")];
  if (!start) return;
  const starting = start.textContent.trim();
  const optionOf = (cross) => cross.closest("[data-option]").dataset.option;
  const say = () => {
    const marked = crosses.filter((cross) => cross.getAttribute("aria-pressed") === "true");
    const options = new Set(marked.map(optionOf));
    if (!marked.length) verdict.textContent = verdict.dataset.none;
    else if (options.size > 1) verdict.textContent = verdict.dataset.many;
    else {
      const { apart, allied, one } = verdict.dataset;
      const said = "apart" in marked[0].dataset ? apart : marked.length > 1 ? allied : one;
      verdict.textContent = `${said} ${marked[0].dataset.names}.`;
    }
  };
  start.hidden = false;
  start.addEventListener("click", () => {
    const on = start.getAttribute("aria-expanded") !== "true";
    start.setAttribute("aria-expanded", String(on));
    start.textContent = on ? start.dataset.done : starting;
    paper.classList.toggle("practising", on);
    paper.querySelector("[data-private]").hidden = !on;
    crosses.forEach((cross) => {
      cross.hidden = !on;
      cross.setAttribute("aria-pressed", "false");
    });
    verdict.textContent = "";
    if (on) {
      say();
      crosses[0].focus();
    }
  });
  crosses.forEach((cross) =>
    cross.addEventListener("click", () => {
      cross.setAttribute("aria-pressed", String(cross.getAttribute("aria-pressed") !== "true"));
      say();
    }),
  );
});
