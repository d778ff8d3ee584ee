// Only what was saved by «Guardar mi boleta» is ever answered from here, and only when the network does not answer.
"use strict";
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== location.origin) return;
  event.respondWith(fetch(event.request).catch(() => saved(event.request)));
});

// What was saved of an address; for a page that was not, the ballot that was, which says why.
async function saved(request) {
  const found = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  if (found || request.mode !== "navigate") return found || Response.error();
  const { pathname, search } = new URL(request.url);
  for (const shelf of await caches.keys()) {
    const ballot = shelf.slice("mi-boleta ".length);
    // Pages of the same election alone: no form of the workshop is taken away.
    if (
      !pathname.startsWith(ballot.replace(/seccion\/\d+\/$/, "")) ||
      !(await caches.match(ballot, { cacheName: shelf }))
    )
      continue;
    return Response.redirect(`${ballot}?pedida=${encodeURIComponent(pathname + search)}#sin-conexion`);
  }
  return Response.error();
}
