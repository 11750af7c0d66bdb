// What people do in the product, by the words they see.

/// Opens the demo's one-time link and presses its button.
export async function signIn(page, link) {
  await page.goto(link);
  await page.getByRole('button', { name: 'サインインして始める' }).click();
  await page.getByRole('heading', { level: 1, name: 'きょう' }).waitFor();
}

/// The part of an address that names the assessment.
export const assessmentIn = (url) => new URL(url).pathname.split('/')[2];

/// Starts an assessment from the form that is open; leads to its overview and gives its id.
export async function start(page, { scope = '会社単体', note = '' } = {}) {
  await page.getByRole('radio', { name: new RegExp(`^${scope}`) }).check();
  if (note) await page.getByLabel('範囲の説明').fill(note);
  await page.getByRole('button', { name: 'この範囲で始める' }).click();
  await page.waitForURL(/\/assessments\/[^/]+$/);
  return assessmentIn(page.url());
}

/// Presses keys on the item that is open and waits until another page has come.
export async function pressAndLeave(page, ...keys) {
  const before = page.url();
  for (const key of keys) await page.keyboard.press(key);
  await page.waitForURL((url) => url.href !== before, { waitUntil: 'load' });
}

/// The answers as the JSON interface tells them, by item.
export async function answers(page, id) {
  const response = await page.request.get(new URL(`/api/v1/assessments/${id}/items`, page.url()).href);
  if (!response.ok()) throw new Error(`the interface says ${response.status()}: ${await response.text()}`);
  const { items } = await response.json();
  return new Map(items.map((item) => [item.item, item]));
}

/// The words about saving beneath an item.
export const state = (page) => page.locator('#state');

/// Collects every answer the server has acknowledged: item and what was sent.
export function acknowledged(page) {
  const saved = new Map();
  page.on('response', (response) => {
    const request = response.request();
    const item = /\/api\/v1\/assessments\/[^/]+\/items\/([^/]+)$/.exec(response.url());
    if (item && request.method() === 'PUT' && response.status() === 200) saved.set(item[1], request.postDataJSON());
  });
  return saved;
}

/// Types into a field as a person does.
export async function type(page, label, text) {
  await page.getByLabel(label, { exact: true }).focus();
  await page.keyboard.type(text);
}
