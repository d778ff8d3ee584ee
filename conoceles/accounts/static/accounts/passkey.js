// Passkeys need a script and a browser that has them; without either, their buttons stay hidden.
for (const button of document.querySelectorAll("#passkey_login, [data-passkey]"))
  button.hidden = !window.PublicKeyCredential;
