// Passkeys: the browser makes or uses one, and its answer goes along with the page's own form.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const named = (ids) => ids.map((id) => ({ type: 'public-key', id: bytes(id) }));

async function make(form) {
  const options = JSON.parse(form.dataset.options);
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(options.challenge),
      rp: { id: options.rp_id, name: 'Kashika' },
      user: { id: bytes(options.user_id), name: options.user_name, displayName: options.user_display_name },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      excludeCredentials: named(options.exclude),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    },
  });
  return { client_data: text(response.clientDataJSON), attestation: text(response.attestationObject) };
}

async function use(form) {
  const headers = { 'x-csrf-token': form.elements.csrf?.value ?? '' };
  const answer = await fetch('/api/v1/session/passkey-challenge', { method: 'POST', headers });
  if (!answer.ok) throw new Error(`the server says ${answer.status}`);
  const options = await answer.json();
  const { rawId, response } = await navigator.credentials.get({
    publicKey: { challenge: bytes(options.challenge), rpId: options.rp_id, userVerification: 'required' },
  });
  return {
    credential_id: text(rawId),
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
  };
}

/// Asks the browser, puts its answer into the form's field, and sends the form.
async function send(form, work, words) {
  words.textContent = '';
  try {
    form.elements[form.dataset.field].value = JSON.stringify(await work(form));
  } catch {
    words.textContent = words.dataset.failed;
    return;
  }
  form.submit();
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const words = form.querySelector('[data-failed]');
  if (!window.PublicKeyCredential) continue;
  words.textContent = '';
  if (form.dataset.passkey === 'make') {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      send(form, make, words);
    });
  } else {
    const button = form.querySelector('[data-passkey-use]');
    button.closest('[hidden]')?.removeAttribute('hidden');
    button.addEventListener('click', () => send(form, use, words));
  }
}
