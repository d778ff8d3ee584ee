// The browser's own voice reads what candidacies wrote, answer by answer with its question; it can be paused and gone on with.
"use strict";
(() => {
  const button = document.querySelector("[data-listen]");
  if (!button || !("speechSynthesis" in window)) return;
  const voice = speechSynthesis,
    WORDS_A_MINUTE = 150;
  const labelOf = (part) => {
    const box = part.closest("[data-question], .answer, article, .cand, .part");
    const head = box && box.querySelector("h2, h3");
    return head ? head.textContent.replace(/\s+/g, " ").trim() : "";
  };
  // What is folded is not read: whoever listens hears what whoever reads sees.
  const seen = (part) => part.getClientRects().length > 0;
  const sentences = () => {
    let before = "";
    const found = [];
    for (const part of [...document.querySelectorAll(".voice, .prose")].filter(seen)) {
      const label = labelOf(part),
        tongue = part.closest("[lang]").lang;
      if (label && label !== before) found.push({ text: label, tongue: document.documentElement.lang });
      before = label;
      for (const text of part.innerText.match(/[^.!?\n]+[.!?]*/g) || []) found.push({ text: text.trim(), tongue });
    }
    return found.filter((one) => one.text);
  };
  let parts = [],
    at = 0,
    reading = false;
  const say = (words) => {
    button.textContent = words;
    button.setAttribute("aria-pressed", String(reading));
  };
  const next = () => {
    if (!reading) return;
    if (at >= parts.length) {
      reading = false;
      at = 0;
      say(button.dataset.start);
      return;
    }
    const words = new SpeechSynthesisUtterance(parts[at].text);
    words.lang = parts[at].tongue === "es" ? "es-MX" : parts[at].tongue;
    words.onend = () => {
      at += 1;
      next();
    };
    words.onerror = () => {
      if (reading) pause();
    };
    voice.speak(words);
  };
  // A pause of ours: some phones forget where the browser's was.
  const pause = () => {
    reading = false;
    voice.cancel();
    say(button.dataset.again);
  };
  const words = sentences().reduce((sum, one) => sum + one.text.split(/\s+/).length, 0);
  const minutes = Math.max(1, Math.round(words / WORDS_A_MINUTE));
  button.dataset.start = `${button.dataset.start}, ${minutes} min`;
  button.hidden = words === 0;
  say(button.dataset.start);
  button.addEventListener("click", () => {
    if (reading) return pause();
    if (at === 0) parts = sentences();
    reading = true;
    say(button.dataset.stop);
    next();
  });
  addEventListener("pagehide", () => voice.cancel());
})();
