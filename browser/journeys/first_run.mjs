// From an empty folder to the first karte, as a newcomer goes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints, launch, open } from '../browser.mjs';
import { answers, assessmentIn, pressAndLeave, start } from '../person.mjs';
import { Server } from '../server.mjs';

let browser;
let server;
before(async () => {
  [browser, server] = [await launch(), await Server.start('serve')];
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const level = (index) => String((index % 5) + 1);

test('a newcomer sets up, answers 39 items with the keyboard alone and sees the karte', async (t) => {
  const context = await open(browser);
  const page = await context.newPage();
  const found = complaints(page);

  await page.goto(server.url);
  if (!page.url().endsWith('/setup')) await page.getByRole('link', { name: 'サインイン' }).first().click();
  await page.waitForURL('**/setup');
  await page.getByLabel('氏名').fill('見本 花子');
  await page.getByLabel('メールアドレス').fill('hanako@mihon.example');
  await page.getByLabel('パスワード').fill('雨の日は傘を二本持つ');
  await page.getByRole('button', { name: '登録して始める' }).click();
  assert.match(await page.getByRole('alert').innerText(), /12文字以上/, 'a short password is refused');
  assert.equal(await page.getByLabel('氏名').inputValue(), '見本 花子', 'what was typed stays');
  await page.getByLabel('パスワード').fill('雨の日は傘を二本持って出る');
  await page.getByRole('button', { name: '登録して始める' }).click();

  await page.waitForURL('**/organizations/new');
  await page.getByRole('link', { name: 'きょう' }).click();
  await page.getByRole('link', { name: '会社を登録する' }).click();
  await page.getByLabel('会社名', { exact: true }).fill('見本工業');
  await page.getByRole('radio', { name: /機械/ }).check();
  await page.getByRole('radio', { name: '300〜999人' }).check();
  await page.getByRole('button', { name: '登録して評価に進む' }).click();
  if (!page.url().endsWith('/assessments/new')) await page.getByRole('link', { name: '評価を始める' }).click();
  const id = await start(page);

  await page.getByRole('link', { name: '続きから答える' }).click();
  await page.waitForURL(/\/items\//);
  const begun = Date.now();
  for (let index = 0; index < 39; index += 1) await pressAndLeave(page, level(index), 'n');
  t.diagnostic(`39 items by keyboard in ${((Date.now() - begun) / 1000).toFixed(1)} s`);

  assert.equal(assessmentIn(page.url()), id);
  const saved = [...(await answers(page, id)).values()];
  assert.deepEqual(saved.map((item) => item.answer), saved.map((_, index) => level(index)));
  await page.getByRole('button', { name: '回答を提出する' }).click();
  await page.waitForLoadState();
  if (!page.url().endsWith('/karte')) await page.getByRole('link', { name: 'カルテを見る' }).click();
  await page.waitForURL('**/karte');
  const main = page.locator('main');
  assert.match(await main.innerText(), /成熟度\s*[ABC]|クラス\s*[ABC]/);
  assert.match(await main.innerText(), /見本工業/);
  assert.equal(await page.locator('main svg').first().isVisible(), true, 'a picture is drawn');
  assert.deepEqual(found.filter((one) => !/422/.test(one)), []);
  await context.close();
});
