// Making and proving passkeys. A form says what the browser is to do with what: its answer goes into
// the form's hidden field, and the form is sent.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const withBytes = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

async function prove({ publicKey }) {
  const answer = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: withBytes(publicKey.allowCredentials) },
  });
  const { response } = answer;
  return {
    ...common(answer),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
  };
}

async function make({ publicKey }) {
  const answer = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
    },
  });
  const { response } = answer;
  return {
    ...common(answer),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

const common = (answer) => ({
  id: answer.id,
  rawId: toText(answer.rawId),
  type: answer.type,
  authenticatorAttachment: answer.authenticatorAttachment,
  clientExtensionResults: answer.getClientExtensionResults(),
});

const FAILED = {
  InvalidStateError: "This device has a passkey for you already.",
  NotAllowedError: "Nothing was sent: it was cancelled, or it took too long. Try again.",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]");
  const said = form.querySelector("[data-passkey-said]");
  if (!button || !window.PublicKeyCredential) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "Follow what your browser asks.";
    button.disabled = true;
    try {
      const asked = form.dataset.passkeyAsked ? JSON.parse(form.dataset.passkeyAsked) : await fetched(form.dataset.passkeyFrom);
      const answer = await (form.dataset.passkey === "make" ? make : prove)(asked);
      form.querySelector("[name$=credential]").value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      said.textContent = FAILED[error.name] ?? "This did not work. Load the page again and try once more.";
      button.disabled = false;
    }
  });
}

async function fetched(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("refused");
  return response.json();
}
