// Ticks all boxes of a name at once, and says how many are. Without this file each is ticked by itself.
"use strict";

for (const all of document.querySelectorAll("[data-all]")) {
  const box = all.querySelector("input");
  const said = all.querySelector("[data-ticked]");
  const mine = () => [...document.querySelectorAll(`input[name="${all.dataset.all}"]`)];
  const count = () => {
    const ticked = mine().filter((one) => one.checked).length;
    said.textContent = ticked.toLocaleString("es-MX");
    box.checked = ticked > 0 && ticked === mine().length;
    box.indeterminate = ticked > 0 && ticked < mine().length;
  };
  box.addEventListener("change", () => {
    for (const one of mine()) one.checked = box.checked;
    count();
  });
  for (const one of mine()) one.addEventListener("change", count);
  all.hidden = false;
  count();
}
