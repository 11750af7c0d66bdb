// Answering an item: keys, saving by itself, and nothing lost when the network or the server drops.
// The page works without this file; everything here goes through the same form fields.

const form = document.querySelector('#answer');
const fields = form.elements;
const state = document.querySelector('#state');
const conflictBox = document.querySelector('#conflict');
const help = document.querySelector('#help');
const confirmButton = document.querySelector('button[form=confirm]');
const { api, code, key: storagePrefix } = form.dataset;
const readOnly = 'readOnly' in form.dataset;
const addresses = { next: form.dataset.next ?? form.dataset.overview, previous: form.dataset.previous, overview: form.dataset.overview };

let version = Number(fields.version.value);
let goal = null; // where to go once everything is saved
let confirming = false; // last year's answer was taken over and not changed since
let sending = false;
let blocked = ''; // 'conflict' or 'ended': sending again would not help
let theirs = null; // the other person's answer, in a conflict
let tries = 0;
let timer = 0;
let lastContact = Date.now();
let savedText = 'unsaved' in form.dataset ? '' : JSON.stringify(read());

function number(name) {
  const text = fields[name].value.normalize('NFKC').replace(/%$/, '').trim();
  if (text === '') return null;
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}

/// The form as the interface takes it. A plan without its day waits until somebody wants to leave.
function read() {
  let level = number('planned_level');
  let on = fields.planned_on.value || null;
  if (!goal && (level === null) !== (on === null)) level = on = null;
  return {
    answer: fields.answer.value,
    is_partial: fields.is_partial.checked,
    coverage_percent: number('coverage_percent'),
    is_uncertain: fields.is_uncertain.checked,
    planned_level: level,
    planned_on: on,
    note: fields.note.value.trim(),
  };
}

function fill(input) {
  for (const radio of fields.answer) radio.checked = radio.value === input.answer;
  fields.is_partial.checked = input.is_partial;
  fields.is_uncertain.checked = input.is_uncertain;
  for (const name of ['coverage_percent', 'planned_level', 'planned_on', 'note']) fields[name].value = input[name] ?? '';
  if (input.is_partial || input.coverage_percent || input.planned_level) document.querySelector('.more').open = true;
}

const isDirty = () => !readOnly && (confirming || JSON.stringify(read()) !== savedText);

function say(what, time = '') {
  state.textContent = state.dataset[what].replace('%', time);
  state.classList.toggle('bad', !['saving', 'saved', 'restored'].includes(what));
  document.querySelector('#sign-in').hidden = what !== 'signedOut';
}

/// Keeps what is unsent in the browser, so that a closed tab loses nothing.
function remember() {
  try {
    if (isDirty()) localStorage.setItem(storagePrefix + code, JSON.stringify({ input: read(), version, confirming }));
    else localStorage.removeItem(storagePrefix + code);
  } catch { /* Storage is switched off or full; the page itself still holds the input. */ }
}

function schedule(milliseconds) {
  remember();
  clearTimeout(timer);
  timer = setTimeout(send, milliseconds);
}

function put(item, base, input) {
  return fetch(api + item, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-csrf-token': fields.csrf.value, 'if-match': `"${base}"` },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(10_000),
  });
}

async function send() {
  clearTimeout(timer);
  if (sending || blocked) return;
  if (!isDirty()) return leave();
  sending = true;
  say('saving');
  const input = read();
  const wasConfirming = confirming;
  let status = 0;
  let body = null;
  try {
    const response = await put(code, version, { ...input, is_confirmed: wasConfirming });
    body = await response.json();
    status = response.status;
    lastContact = Date.now();
  } catch { /* No answer, or half of one: the same as no server. */ }
  sending = false;
  if (status === 200) return saved(body, input, wasConfirming);
  if (status === 412) return conflict(body);
  if (status === 422) return invalid(body);
  if (status === 401) return waitAfter('signedOut');
  if (status === 403) return renew();
  if (status === 404 || status === 409) return end(status === 409 ? 'submitted' : 'refused');
  waitAfter('unsent');
}

function saved(body, input, wasConfirming) {
  version = body.version;
  for (const element of document.querySelectorAll('input[name=version]')) element.value = version;
  savedText = JSON.stringify(input);
  if (wasConfirming) confirming = false;
  tries = 0;
  showProblems([]);
  remember();
  say('saved', body.answered_time ?? '');
  if (isDirty()) schedule(0);
  else leave();
}

/// Tries again after 1, 2, 4 … 30 seconds; coming back online or to the tab tries at once.
function waitAfter(what) {
  say(what);
  remember();
  timer = setTimeout(send, Math.min(30_000, 1_000 * 2 ** tries++));
}

function end(what) {
  blocked = 'ended';
  goal = null;
  remember();
  say(what);
}

function showProblems(errors) {
  for (const span of form.querySelectorAll('.problem')) span.textContent = '';
  for (const element of form.querySelectorAll('[aria-invalid]')) element.removeAttribute('aria-invalid');
  for (const { field, message } of errors) {
    const span = document.getElementById(`p-${field}`);
    if (span) span.textContent = message;
    const element = field === 'answer' ? null : document.getElementById(`f-${field}`);
    element?.setAttribute('aria-invalid', 'true');
    element?.closest('details')?.setAttribute('open', '');
  }
}

function invalid(problem) {
  showProblems(problem.errors ?? []);
  remember();
  say('invalid');
  if (goal) form.querySelector('[aria-invalid]')?.focus();
  goal = null;
}

function conflict(problem) {
  blocked = 'conflict';
  goal = null;
  theirs = problem.current;
  document.querySelector('#conflict-text').textContent = problem.detail;
  conflictBox.hidden = false;
  conflictBox.focus();
  remember();
  say('conflict');
}

function settle() {
  if (theirs) version = theirs.version;
  blocked = '';
  conflictBox.hidden = true;
}

function keepMine(event) {
  event.preventDefault();
  settle();
  send();
}

function takeTheirs(event) {
  confirming = false;
  if (theirs) {
    event.preventDefault();
    settle();
    fill(theirs);
    savedText = JSON.stringify(read());
    showProblems([]);
    say('saved', theirs.answered_time ?? '');
  } else {
    savedText = JSON.stringify(read());
  }
  remember();
}

/// The session is another one than the page's: takes over its form token if the same person has signed in again.
async function renew() {
  try {
    const response = await fetch(location.pathname, { signal: AbortSignal.timeout(10_000) });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const other = page.querySelector('#answer');
    if (!other || other.dataset.key !== storagePrefix) return waitAfter('signedOut');
    const token = other.elements.csrf.value;
    if (token === fields.csrf.value) return end('refused');
    for (const element of document.querySelectorAll('input[name=csrf]')) element.value = token;
    send();
  } catch {
    waitAfter('unsent');
  }
}

/// Moves on when everything is saved and the server answers; otherwise the page stays.
async function leave() {
  if (!goal) return;
  try {
    if (Date.now() - lastContact > 3_000) await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    location.assign(goal);
  } catch {
    waitAfter('unreachable');
  }
}

function go(where) {
  if (!addresses[where]) return;
  goal = addresses[where];
  if (readOnly || blocked === 'ended') location.assign(goal);
  else if (blocked === 'conflict') conflictBox.focus();
  else send();
}

function changed(milliseconds) {
  confirming = false;
  goal = null;
  if (blocked !== 'conflict') schedule(milliseconds);
  else remember();
}

function choose(radio) {
  radio.checked = true;
  radio.focus();
  changed(0);
  if (radio.value === 'n' && fields.note.value.trim() === '') fields.note.focus();
}

function confirmLast() {
  const { answer, coverage, partial, note } = confirmButton.dataset;
  fill({ answer, coverage_percent: coverage, is_partial: partial === 'true', is_uncertain: false, note });
  confirming = true;
  remember();
  go('next');
}

function openHelp() {
  help.showModal();
}

/// Opens the help for doubt and goes there, or closes it.
function showHints() {
  const hints = document.querySelector('#hints');
  if (!hints) return;
  hints.open = !hints.open;
  if (hints.open) hints.querySelector('summary').focus();
}

const actions = {
  n: () => go('next'),
  p: () => go('previous'),
  s: () => confirmButton && confirmLast(),
  m: () => fields.note.focus(),
  h: showHints,
  '/': () => fields.note.focus(),
};

const useKeys = document.querySelector('#use-keys');
try {
  useKeys.checked = localStorage.getItem('kashika-keys') !== 'off';
} catch { /* Storage is switched off. */ }
useKeys.addEventListener('change', () => {
  try {
    localStorage.setItem('kashika-keys', useKeys.checked ? 'on' : 'off');
  } catch { /* Storage is switched off. */ }
});

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target.matches('textarea, select, input:not([type=radio], [type=checkbox])')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  if (!useKeys.checked) return;
  const pressed = event.key.toLowerCase();
  const radio = readOnly ? null : [...fields.answer].find((one) => one.dataset.hotkey === pressed);
  const action = pressed === '?' ? openHelp : radio ? () => choose(radio) : Object.hasOwn(actions, pressed) ? actions[pressed] : null;
  if (!action) return;
  event.preventDefault();
  action();
});

/// Answers to other items of this assessment that were left unsent, for example in a closed tab.
async function sendOthers() {
  const others = Object.keys(localStorage).filter((key) => key.startsWith(storagePrefix) && key !== storagePrefix + code);
  for (const key of others) {
    const kept = JSON.parse(localStorage.getItem(key));
    const response = await put(key.slice(storagePrefix.length), kept.version, { ...kept.input, is_confirmed: kept.confirming });
    if (response.ok) localStorage.removeItem(key);
  }
}

function restore() {
  const kept = JSON.parse(localStorage.getItem(storagePrefix + code) ?? 'null');
  if (!kept || 'unsaved' in form.dataset) return;
  fill(kept.input);
  ({ version, confirming } = kept);
  if (!isDirty()) return remember();
  say('restored');
  send();
}

/// What one thinks of the hints, without leaving the page; the same button again takes it back.
async function rate(event) {
  event.preventDefault();
  const pressed = event.submitter;
  const rating = pressed.getAttribute('aria-pressed') === 'true' ? null : pressed.value;
  const said = document.querySelector('#rated');
  try {
    const response = await fetch(rateForm.dataset.api, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-csrf-token': fields.csrf.value },
      body: JSON.stringify({ rating, comment: rateForm.elements.comment.value }),
    });
    if (!response.ok) throw new Error(response.statusText);
    for (const button of document.querySelectorAll('[form=rate]')) button.setAttribute('aria-pressed', button.value === rating);
    said.textContent = rating ? said.dataset.thanks : said.dataset.takenBack;
  } catch {
    said.textContent = said.dataset.failed;
  }
}

const rateForm = document.querySelector('#rate');
rateForm.addEventListener('submit', rate);
document.querySelector('#open-help').hidden = false;
document.querySelector('#open-help').addEventListener('click', openHelp);
addEventListener('pageshow', (event) => event.persisted && location.reload());
if (!readOnly) {
  if (!conflictBox.hidden) blocked = 'conflict';
  form.addEventListener('input', (event) => changed(event.target.matches('textarea, [type=text]') ? 400 : 0));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.submitter?.value === 'same') keepMine(event);
    else go(event.submitter?.value ?? 'next');
  });
  document.querySelector('#confirm')?.addEventListener('submit', (event) => {
    event.preventDefault();
    confirmLast();
  });
  document.querySelector('#take-theirs').addEventListener('click', takeTheirs);
  addEventListener('online', send);
  document.addEventListener('visibilitychange', send);
  addEventListener('beforeunload', (event) => isDirty() && event.preventDefault());
  try {
    restore();
    sendOthers().catch(() => {});
  } catch { /* Storage is switched off or holds something else. */ }
}
