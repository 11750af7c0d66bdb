// Answering under real conditions: last year beside it, a server that dies, a second tab, no scripts.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { complaints, launch, open } from '../browser.mjs';
import { acknowledged, answers, pressAndLeave, signIn, start, state } from '../person.mjs';
import { Server } from '../server.mjs';

const OPEN = 'kakuu-seiki-2026';
const START = '/organizations/kakuu-seiki/assessments/new';

let browser;
let server;
let context;
let page;
before(async () => {
  browser = await launch();
});
beforeEach(async () => {
  server = await Server.start('demo');
  context = await open(browser);
  page = await context.newPage();
});
afterEach(async () => {
  await context?.close();
  await server?.close();
});
after(() => browser?.close());

test('last year\'s answers are confirmed in under a minute', async (t) => {
  const found = complaints(page);
  await signIn(page, server.link);
  await page.goto(server.url + START);
  const id = await start(page, { scope: '部門', note: '精機事業部' });
  await page.getByRole('link', { name: '続きから答える' }).click();
  await page.waitForURL(/\/items\//);
  const begun = Date.now();
  for (let count = 0; count < 39; count += 1) {
    await page.getByRole('button', { name: '前年と同じ(今日確認)' }).waitFor();
    await pressAndLeave(page, 's');
  }
  const seconds = (Date.now() - begun) / 1000;
  t.diagnostic(`39 answers confirmed in ${seconds.toFixed(1)} s`);
  assert.ok(seconds < 60, `${seconds} s`);

  const last = await answers(page, 'kakuu-seiki-2025');
  for (const [item, now] of await answers(page, id)) {
    assert.equal(now.answer, last.get(item).answer, `${item}: the level is last year's`);
    assert.ok(now.confirmed_on, `${item} carries the day of its confirmation`);
  }
  assert.deepEqual(found, []);
});

test('a server killed in the middle of answering loses nothing, neither acknowledged nor typed', async () => {
  await signIn(page, server.link);
  await page.goto(server.url + START);
  const id = await start(page, { scope: '部門', note: '調達部' });
  await page.getByRole('link', { name: '続きから答える' }).click();
  await page.waitForURL(/\/items\//);
  const saved = acknowledged(page);
  for (const level of ['4', '2', '5', '3']) await pressAndLeave(page, level, 'n');

  // The answer is on its way while the server dies.
  const inFlight = page.url().split('/').pop();
  await page.keyboard.press('4');
  await server.kill();
  await page.keyboard.press('2');
  await page.getByLabel('根拠・メモ').fill('停電の間に書いたメモ');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await state(page).filter({ hasText: 'つながり次第' }).waitFor();
  assert.ok(page.url().endsWith(`/items/${inFlight}`), 'the page stays while the server is away');

  await server.resume();
  await page.waitForURL((url) => !url.pathname.endsWith(`/items/${inFlight}`), { timeout: 60_000 });
  const there = await answers(page, id);
  assert.equal(there.get(inFlight).answer, '2');
  assert.equal(there.get(inFlight).note, '停電の間に書いたメモ');
  assert.ok(saved.size >= 4, `${saved.size} answers were acknowledged`);
  for (const [item, sent] of saved) assert.equal(there.get(item).answer, sent.answer, `${item} was acknowledged`);
});

test('answers typed without a server survive a closed tab', async () => {
  await signIn(page, server.link);
  await page.goto(`${server.url}/assessments/${OPEN}/items/5-5`);
  await server.kill();
  await page.keyboard.press('3');
  await state(page).filter({ hasText: '保存できていません' }).waitFor();
  await page.close({ runBeforeUnload: false });

  await server.resume();
  page = await context.newPage();
  await page.goto(`${server.url}/assessments/${OPEN}/items/5-5`);
  await state(page).filter({ hasText: '保存しました' }).waitFor();
  assert.equal((await answers(page, OPEN)).get('5-5').answer, '3');
});

test('of two tabs on the same item the second sees both answers and chooses', async () => {
  await signIn(page, server.link);
  const path = `${server.url}/assessments/${OPEN}/items/5-6`;
  const other = await context.newPage();
  await page.goto(path);
  await other.goto(path);
  await page.keyboard.press('4');
  await state(page).filter({ hasText: '保存しました' }).waitFor();

  await other.keyboard.press('2');
  const conflict = other.getByRole('alert').filter({ hasText: '先に回答が保存されました' });
  await conflict.waitFor();
  const theirs = page.getByRole('radio', { checked: true });
  const name = (await theirs.locator('xpath=..').locator('b').innerText()).trim();
  assert.ok((await conflict.innerText()).includes(name), `the other answer, ${name}, is shown`);
  assert.equal(await other.getByRole('radio', { checked: true }).inputValue(), '2', 'the own answer is still there');
  assert.equal((await answers(page, OPEN)).get('5-6').answer, '4', 'nothing was overwritten');

  await other.getByRole('button', { name: '自分の入力で上書きする' }).click();
  await state(other).filter({ hasText: '保存しました' }).waitFor();
  assert.equal((await answers(page, OPEN)).get('5-6').answer, '2');
});

test('keys show their list, and stay out of the way while typing', async () => {
  await signIn(page, server.link);
  await page.goto(`${server.url}/assessments/${OPEN}/items/5-7`);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'キー操作' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  const before = await page.getByRole('radio', { checked: true }).count();
  await page.keyboard.press('m');
  await page.keyboard.type('n 5 s ?');
  assert.equal(await page.getByLabel('根拠・メモ').inputValue(), 'n 5 s ?');
  assert.equal(await page.getByRole('radio', { checked: true }).count(), before);
  assert.ok(page.url().endsWith('/items/5-7'));
});

test('everything works without scripts', async () => {
  const plain = await open(browser, { javaScriptEnabled: false });
  const quiet = await plain.newPage();
  await signIn(quiet, server.link);
  await quiet.goto(server.url + START);
  const id = await start(quiet, { scope: '部門', note: '品質保証部' });
  await quiet.getByRole('link', { name: '続きから答える' }).click();
  for (let index = 0; index < 39; index += 1) {
    await quiet.locator(`input[name=answer][value="${(index % 5) + 1}"]`).check();
    const isLast = index === 38;
    await quiet.getByRole('button', { name: isLast ? '保存して一覧へ進む' : '保存して次へ' }).last().click();
  }
  assert.ok(quiet.url().endsWith(`/assessments/${id}`), quiet.url());
  await quiet.getByRole('button', { name: '回答を提出する' }).click();
  if (!quiet.url().endsWith('/karte')) await quiet.getByRole('link', { name: 'カルテを見る' }).click();
  assert.match(await quiet.locator('main').innerText(), /[ABC]/);
  assert.equal(await quiet.locator('main svg').first().isVisible(), true, 'the picture needs no script');
  await plain.close();
});
