// «Guardar mi boleta»: this page, its style and its photographs stay in the browser and open with no network.
"use strict";
{
  const button = document.querySelector("[data-offline]");
  const says = document.querySelector("[data-offline-says]");
  const shelf = "mi-boleta";
  const saved = async () => (await caches.has(shelf)) && (await caches.open(shelf)).match(location.pathname);
  const show = async () => {
    const kept = Boolean(await saved());
    button.textContent = kept ? button.dataset.offline : button.dataset.start;
    if (kept) says.textContent = button.dataset.done;
    else says.textContent = "";
  };
  const save = async () => {
    await navigator.serviceWorker.register("/sw.js");
    await caches.delete(shelf);
    const cache = await caches.open(shelf);
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], main img, .brand img")];
    const addresses = new Set(parts.map((part) => new URL(part.href || part.src).pathname));
    await cache.addAll([location.pathname, ...addresses]);
  };
  if (button && "serviceWorker" in navigator && "caches" in window) {
    button.hidden = false;
    show();
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        if (await saved()) await caches.delete(shelf);
        else await save();
      } catch { await caches.delete(shelf); }
      button.disabled = false;
      show();
    });
  }
}
