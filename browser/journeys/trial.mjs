// Trying without an account: by hand or by file, with nothing kept.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints, launch, open } from '../browser.mjs';
import { Server } from '../server.mjs';

const COMPANIES = new URL('../../demo/companies.csv', import.meta.url).pathname;

let browser;
let server;
before(async () => {
  [browser, server] = [await launch(), await Server.start('demo')];
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test('a visitor answers 39 items with the keyboard and sees a karte, and nothing is kept', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(server.url);
  await page.locator('main').getByRole('link', { name: '登録せずに試す' }).click();
  const items = page.locator('form.trial fieldset[id^="i-"]');
  await items.first().waitFor();
  assert.equal(await items.count(), 39);
  for (let index = 0; index < 39; index += 1) {
    await items.nth(index).getByRole('radio').first().focus();
    await page.keyboard.press('Space');
    for (let step = 0; step < index % 5; step += 1) await page.keyboard.press('ArrowDown');
  }
  assert.equal(await page.getByRole('radio', { checked: true }).count(), 39);
  await page.locator('form.trial').getByRole('button', { name: 'カルテを見る' }).press('Enter');
  await page.getByRole('table').first().waitFor();
  assert.match(await page.locator('main').innerText(), /成熟度\s*[ABC]|クラス\s*[ABC]/);
  const cookies = await context.cookies();
  assert.deepEqual(cookies.filter((cookie) => cookie.name !== 'language'), [], 'no cookie is set');
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, 'the browser keeps nothing');
  assert.deepEqual(found, []);
  await context.close();
});

test('a file of companies leads to the karte of the chosen one', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  await page.goto(`${server.url}/try`);
  await page.locator('input[type=file]').setInputFiles(COMPANIES);
  await page.locator('#file').getByRole('button', { name: 'カルテを見る' }).click();
  await page.getByRole('button', { name: /^KK-2/ }).click();
  const text = await page.locator('main').innerText();
  assert.match(text, /KK-2/);
  assert.match(text, /成熟度\s*B|クラス\s*B/);
  await context.close();
});

test('a file that cannot be read is refused with the reason', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  await page.goto(`${server.url}/try`);
  const buffer = Buffer.from('code,industry,1-1\nX-1,機械器具製造,9\n');
  await page.locator('input[type=file]').setInputFiles({ name: 'wrong.csv', mimeType: 'text/csv', buffer });
  await page.locator('#file').getByRole('button', { name: 'カルテを見る' }).click();
  assert.match(await page.getByRole('alert').innerText(), /wrong\.csv/);
  await context.close();
});
