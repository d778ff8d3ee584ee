// «Guardar mi boleta»: this page, «Mi lista», their style and their photographs stay in the browser and open with no network.
"use strict";
{
  const button = document.querySelector("[data-offline]");
  const says = document.querySelector("[data-offline-says]");
  const shelf = `mi-boleta ${location.pathname}`;
  const has = async () => Boolean(await caches.match(location.pathname, { cacheName: shelf }));
  const show = async (words = "") => {
    const kept = await has();
    button.textContent = kept ? button.dataset.offline : button.dataset.start;
    says.textContent = words || (kept ? `${button.dataset.done} ${await day()}` : "");
  };
  const day = async () => {
    const copy = await caches.match(location.pathname, { cacheName: shelf });
    const at = copy && copy.headers.get("date");
    return at
      ? `(${new Date(at).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric" })})`
      : "";
  };
  const save = async () => {
    await navigator.serviceWorker.register("/sw.js");
    const parts = [
      ...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], main img, .brand img"),
    ];
    const addresses = new Set([
      location.pathname,
      button.dataset.list,
      // What each option of the ballot proposes is read without a network too.
      ...[...document.querySelectorAll(".box h3 a, .slip a")].map((link) => link.pathname),
      ...parts.map((part) => new URL(part.href || part.src).pathname),
    ]);
    const cache = await caches.open(shelf);
    await cache.addAll([...addresses]);
    // What an older copy showed and this one does not.
    for (const old of await cache.keys()) if (!addresses.has(new URL(old.url).pathname)) await cache.delete(old);
  };
  // With a network, a copy is brought up to date each time that its ballot is opened.
  const refresh = async () => {
    await show();
    if (!navigator.onLine || !(await has())) return;
    try {
      await save();
      await show();
      // Whoever was sent here for want of a network, and has one again, gets the page that was asked for.
      const asked = new URL(new URLSearchParams(location.search).get("pedida") || location.pathname, location.origin);
      if (location.hash === "#sin-conexion")
        location.replace(asked.origin === location.origin ? asked : location.pathname);
    } catch (error) {
      /* the copy that there was stays whole */
    }
  };
  if (location.hash === "#sin-conexion") document.getElementById("sin-conexion").hidden = false;
  if (button && "serviceWorker" in navigator && "caches" in window) {
    button.hidden = false;
    refresh();
    button.addEventListener("click", async () => {
      button.disabled = true;
      const kept = await has();
      try {
        if (kept) await caches.delete(shelf);
        else await save();
        await show();
      } catch (error) {
        // Half a ballot is none; any other that was saved stays.
        await caches.delete(shelf);
        await show(button.dataset.failed);
      }
      button.disabled = false;
    });
  }
}
