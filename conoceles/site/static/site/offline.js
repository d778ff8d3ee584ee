// «Guardar mi boleta»: this page, its style and its photographs stay in the browser and open with no network.
"use strict";
{
  const button = document.querySelector("[data-offline]");
  const says = document.querySelector("[data-offline-says]");
  const shelf = `mi-boleta ${location.pathname}`;
  const show = async (words = "") => {
    const kept = await caches.has(shelf);
    button.textContent = kept ? button.dataset.offline : button.dataset.start;
    says.textContent = words || (kept ? button.dataset.done : "");
  };
  const save = async () => {
    await navigator.serviceWorker.register("/sw.js");
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], main img, .brand img")];
    const addresses = new Set(parts.map((part) => new URL(part.href || part.src).pathname));
    const cache = await caches.open(shelf);
    await cache.addAll([location.pathname, ...addresses]);
  };
  if (button && "serviceWorker" in navigator && "caches" in window) {
    button.hidden = false;
    show();
    button.addEventListener("click", async () => {
      button.disabled = true;
      const kept = await caches.has(shelf);
      try {
        if (kept) await caches.delete(shelf);
        else await save();
        await show();
      } catch {
        // Half a ballot is none; any other that was saved stays.
        await caches.delete(shelf);
        await show(button.dataset.failed);
      }
      button.disabled = false;
    });
  }
}
