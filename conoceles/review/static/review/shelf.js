/* What a reviewer was writing when the session or the network ended: it stays in this browser until the server has it.
   What is confidential stays only while the window is open. */
"use strict";
window.reviewShelf = (form) => {
  const place = form.dataset.confidential ? sessionStorage : localStorage;
  const name = `review ${location.pathname}`;
  const mine = (key) => /^(ground|comment|rubric)-/.test(key) || key === "days";
  return {
    put(of) {
      const fields = [...new FormData(of)].filter(([key, value]) => mine(key) && value);
      try {
        place.setItem(name, JSON.stringify(fields));
      } catch {
        /* a full or forbidden store keeps nothing */
      }
    },
    clear() {
      place.removeItem(name);
    },
    // Put back what was left, where the page says nothing of it; returns whether there was anything.
    back(of) {
      let fields;
      try {
        fields = JSON.parse(place.getItem(name) || "[]");
      } catch {
        fields = [];
      }
      let found = false;
      for (const [key, value] of fields) {
        const field = of.elements[key];
        if (!field || !mine(key)) continue;
        if (field instanceof RadioNodeList || field.type === "radio") {
          found ||= field.value !== value;
          field.value = value;
        } else if (field.type === "checkbox") field.checked = true;
        else if (field.value !== value) {
          // What stayed here is newer than what the server has: it goes as soon as the server has it.
          field.value = value;
          found = true;
        }
      }
      return found;
    },
  };
};
