// What a page shows while it is filled in: the characters so far, the questions that hang on another's answer, one more
// line of a list. Runs after capture.js, which puts back what this browser kept.
const looks = new Map();
for (const block of document.querySelectorAll("form[data-capture] [data-question]")) {
  const others = document.querySelectorAll(`[data-if="${block.dataset.question}"]`);
  const lines = "[data-blank]:not([hidden]) ~ [data-blank][hidden], li:not([data-blank]) ~ [data-blank][hidden]";
  const more = block.querySelector("[data-more]");

  // Counted as the server counts: without blanks, an accent with its letter (lib/text.py).
  function count(text) {
    return [...text.normalize("NFC").replace(/[\s\x1c-\x1f\x85\ufeff]+/gu, "")].length;
  }

  // What is not asked says nothing, whatever was chosen before.
  function given() {
    if (block.hidden) return [];
    return [...block.querySelectorAll("[name]")]
      .filter((one) => one.type !== "file" && !one.name.startsWith("v-"))
      .filter((one) => !/checkbox|radio/.test(one.type) || one.checked)
      .map((one) => one.value)
      .filter(Boolean);
  }

  function look() {
    const counter = block.querySelector("[data-count]");
    if (counter) {
      const length = count(block.querySelector("textarea").value);
      counter.textContent = String(length).replace(/\B(?=(\d{3})+$)/g, ",");
      counter.classList.toggle("error", Number(counter.dataset.max) > 0 && length > Number(counter.dataset.max));
    }
    for (const other of others) {
      const wanted = other.dataset.ifAnswers.split(" ");
      const values = given();
      other.hidden = !(wanted.includes("*")
        ? values.length || block.querySelector("video, [data-shown]")
        : values.some((one) => wanted.includes(one)));
      looks.get(other)?.();
    }
  }

  // As the server keeps an address or a telephone: a page, an account and a number are written in many ways.
  const appears = block.querySelector("[data-appears]");
  block.addEventListener("kept", ({ detail }) => {
    if (!appears) return;
    appears.hidden = !detail.appears;
    appears.querySelector("span").textContent = detail.appears;
  });

  // Who writes an address has one; who has none takes back what was written, until the box is emptied.
  for (const none of block.querySelectorAll('[name$="-none"]')) {
    const field = none.form.elements.namedItem(none.name.replace(/-none$/, ""));
    let before = "";
    field.addEventListener("input", () => {
      none.checked = none.checked && !field.value;
    });
    none.addEventListener("change", () => {
      if (none.checked) before = field.value;
      field.value = none.checked ? "" : field.value || before;
    });
  }

  looks.set(block, look);
  block.addEventListener("input", look);
  look();

  if (more) {
    for (const blank of block.querySelectorAll("[data-blank]"))
      blank.hidden = ![...blank.querySelectorAll("input")].some((one) => one.value);
    more.hidden = !block.querySelector("[data-blank][hidden]");
    more.addEventListener("click", () => {
      const next = block.querySelector(lines);
      if (next) {
        next.hidden = false;
        next.querySelector("input").focus();
      }
      more.hidden = !block.querySelector(lines);
    });
  }
}
