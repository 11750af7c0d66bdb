// Two servers on one PostgreSQL behind one address: one dies while somebody answers, then the other, and nobody is signed out.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { complaints, launch, open } from '../browser.mjs';
import { acknowledged, answers, pressAndLeave, start } from '../person.mjs';
import { Proxy } from '../proxy.mjs';
import { Server } from '../server.mjs';

const DATABASE_URL = process.env.KASHIKA_JOURNEY_POSTGRES;
const skip = DATABASE_URL ? false : 'KASHIKA_JOURNEY_POSTGRES names no empty database';

let browser;
let proxy;
let one;
let other;
before(async () => {
  if (skip) return;
  [browser, proxy] = [await launch(), await Proxy.start()];
  const shared = { DATABASE_URL, KASHIKA_BASE_URL: proxy.url, KASHIKA_TRUSTED_PROXIES: '127.0.0.1' };
  one = await Server.start('serve', '', shared);
  // The key that signs the log belongs to the installation: both servers have it.
  other = await Server.start('serve', '', { ...shared, KASHIKA_LOG_KEY: join(one.folder, 'data', 'log-key') });
  proxy.ports = [one.port, other.port];
});
after(async () => {
  await browser?.close();
  proxy?.close();
  await other?.close();
  await one?.close();
});

test('one of two servers is killed in the middle of answering, and then the other', { skip }, async () => {
  const context = await open(browser);
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(`${proxy.url}/setup`);
  await page.getByLabel('氏名').fill('見本 花子');
  await page.getByLabel('メールアドレス').fill('hanako@mihon.example');
  await page.getByLabel('パスワード').fill('雨の日は傘を二本持って出る');
  await page.getByRole('button', { name: '登録して始める' }).click();
  await page.waitForURL('**/organizations/new');
  await page.getByLabel('会社名', { exact: true }).fill('見本工業');
  await page.getByRole('radio', { name: /機械/ }).check();
  await page.getByRole('radio', { name: '300〜999人' }).check();
  await page.getByRole('button', { name: '登録して評価に進む' }).click();
  await page.waitForURL('**/assessments/new');
  const id = await start(page);
  await page.getByRole('link', { name: '続きから答える' }).click();
  await page.waitForURL(/\/items\//);
  const saved = acknowledged(page);
  const answer = async (levels) => {
    for (const level of levels) await pressAndLeave(page, level, 'n');
  };
  await answer('4253');

  // A save is on its way to one of the two when one dies.
  await page.keyboard.press('4');
  await one.kill();
  await pressAndLeave(page, 'n');
  await answer('3524');
  await one.resume();
  await answer('2435');
  await page.keyboard.press('1');
  await other.kill();
  await pressAndLeave(page, 'n');
  await answer('5342');

  const there = await answers(page, id);
  assert.ok(saved.size >= 18, `${saved.size} answers were acknowledged`);
  for (const [item, sent] of saved) assert.equal(there.get(item).answer, sent.answer, `${item} was acknowledged`);
  await other.resume();
  await context.request.post(`${proxy.url}/language`, { form: { language: 'en', csrf: await page.locator('input[name=csrf]').first().inputValue(), back: '/' } });
  await page.goto(`${proxy.url}/account`);
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  for (const server of [one, other]) {
    const session = await context.request.get(`http://127.0.0.1:${server.port}/api/v1/session`);
    assert.equal(session.status(), 401, 'signed out of one is signed out of both');
  }
  // Chromium tells of requests that a dying server left without an answer.
  assert.deepEqual(found.filter((one) => !/502|Failed to load/.test(one)), []);
  await context.close();
});
