// The QR of a letter brings its code after the #, which no server ever sees: it is moved into the box and out of the address.
const form = document.querySelector("[data-letter]");
const code = decodeURIComponent(location.hash.slice(1));
if (form && code) {
  form.elements.code.value = code;
  history.replaceState(null, "", location.pathname);
}
