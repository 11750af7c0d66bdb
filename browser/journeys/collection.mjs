// A head office receives the forms of its companies, sees who is missing, and decides what to do; with the keyboard, in both
// languages.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeProblems, complaints, launch, open } from '../browser.mjs';
import { signIn } from '../person.mjs';
import { Server } from '../server.mjs';

const PAGE = '/organizations/kakuu-seiki/collection';
const COMPANIES = ['架空精機九州株式会社', '架空精機東北株式会社', '架空部品株式会社', '架空部品三重株式会社', '架空軸受株式会社', '架空鋳造株式会社', '架空化成株式会社'];

let browser;
let server;
let storageState;
before(async () => {
  [browser, server] = [await launch(), await Server.start('demo')];
  const context = await open(browser);
  await signIn(await context.newPage(), server.link);
  storageState = await context.storageState();
  await context.close();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

async function picture(page, name) {
  if (process.env.KASHIKA_PICTURES) await page.screenshot({ path: `${process.env.KASHIKA_PICTURES}/${name}.png`, fullPage: true });
}

/// A blank form's CSV with answers that differ from company to company; the items named are left open.
function filled(text, company, open = []) {
  const lines = text.split('\r\n').map((line, row) => {
    const cells = line.split(',');
    if (row > 0 && cells.length > 9 && !open.includes(cells[7])) cells[8] = String(1 + ((row * 7 + company * 3) % 13) % 5);
    return cells.join(',');
  });
  return Buffer.from(lines.join('\r\n'));
}

async function looksRight(page, name) {
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `nothing sticks out at ${width}`);
    assert.deepEqual(await axeProblems(page), []);
    await picture(page, `${name}-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('forty companies: dropped together, looked through, asked again', async () => {
  const context = await open(browser, { storageState });
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(`${server.url}/organizations/kakuu-seiki`);
  await page.getByRole('link', { name: 'グループ各社の用紙を集める' }).press('Enter');
  const blank = await (await page.request.get(`${server.url}/frameworks/cyber-management/form.csv`)).text();
  const file = (name, buffer) => ({ name, mimeType: 'text/csv', buffer });
  await page.setInputFiles('input[type=file]', [
    ...COMPANIES.map((name, index) => file(`${name}.csv`, filled(blank, index, index === 2 ? ['5-6'] : []))),
    file('Kakuu Trading.csv', filled(blank, 9)),
    file('白紙.csv', Buffer.from(blank)),
    file('議事録.pdf', Buffer.from('%PDF-1.7')),
  ]);
  await page.getByRole('button', { name: '受け取る' }).press('Enter');
  await page.getByRole('status').waitFor();
  assert.match(await page.getByRole('status').innerText(), /受領 6件、要確認 2件、差戻し 2件でした/);
  await looksRight(page, 'collection-ja');

  await page.getByRole('combobox', { name: 'どの会社のものですか' }).fill('架空発条株式会社');
  await page.getByRole('button', { name: '決める' }).press('Enter');
  await page.getByText('受領 7').waitFor();
  await page.getByRole('button', { name: '確認済みにする: 架空部品株式会社' }).press('Enter');
  await page.getByText('受領 8').waitFor();
  await page.getByRole('button', { name: '取り除く: 議事録' }).press('Enter');
  await page.getByText('差戻し 1').waitFor();

  const [comparison] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Excelで保存' }).press('Enter')]);
  assert.match(comparison.suggestedFilename(), /^架空精機株式会社_\d{4}\.xlsx$/);
  if (process.env.KASHIKA_PICTURES) await comparison.saveAs(`${process.env.KASHIKA_PICTURES}/comparison.xlsx`);
  await page.locator('summary').filter({ hasText: '集める会社' }).press('Enter');
  await page.getByLabel('1行に1社').fill('北方商事\t国内販売');
  await page.getByRole('button', { name: '保存する' }).press('Enter');
  await page.getByRole('rowheader', { name: '北方商事' }).waitFor();
  const [form] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '日本語の用紙: 北方商事' }).press('Enter')]);
  assert.match(form.suggestedFilename(), /^北方商事_\d{4}\.xlsx$/);
  assert.deepEqual(found, []);
  await context.close();
});

test('the same in English', async () => {
  const context = await open(browser, { storageState, language: 'en' });
  const page = await context.newPage();
  await page.goto(server.url + PAGE);
  const switched = page.getByRole('button', { name: 'English' });
  if (await switched.count()) await switched.press('Enter');
  await page.getByRole('heading', { name: 'Collecting forms' }).waitFor();
  await looksRight(page, 'collection-en');
  await context.close();
});
