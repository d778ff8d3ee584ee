// Passkeys need a script and a browser that has them; without either, their button stays hidden.
for (const button of document.querySelectorAll("#passkey_login")) button.hidden = !window.PublicKeyCredential;
