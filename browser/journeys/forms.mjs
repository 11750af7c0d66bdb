// A form taken out as Excel, brought back, looked through and taken over; with the keyboard, in both languages.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axeProblems, complaints, launch, open } from '../browser.mjs';
import { signIn } from '../person.mjs';
import { Server } from '../server.mjs';

const FORMS = '/assessments/kakuu-seiki-2026/forms';

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

/// The form's CSV with some answers changed.
async function filled(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV', exact: true }).click()]);
  const text = await readFile(await download.path(), 'utf8');
  const lines = text.split('\r\n').map((line) => line.replace(/,9-[123],[^,]*,/, (found) => found.replace(/,[^,]*,$/, ',2,')));
  return Buffer.from(lines.join('\r\n'));
}

test('a form comes back: what changes is shown first, then taken over', async () => {
  const context = await open(browser, { storageState });
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(server.url + FORMS);
  const [workbook] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '日本語の用紙' }).press('Enter')]);
  assert.match(workbook.suggestedFilename(), /^架空精機.*_2026\.xlsx$/);
  await page.setInputFiles('#f-file', { name: '記入済み.csv', mimeType: 'text/csv', buffer: await filled(page) });
  await page.getByRole('button', { name: '変わるところを見る' }).press('Enter');
  await page.getByRole('heading', { name: '変わるところ' }).waitFor();
  assert.equal(await page.locator('.changes-table tbody tr').count(), 3);
  for (const [width, name] of [[1280, 'form-preview-1280'], [320, 'form-preview-320']]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `nothing sticks out at ${width}`);
    assert.deepEqual(await axeProblems(page), []);
    await picture(page, name);
  }
  // One of the three is left as it is.
  await page.getByRole('checkbox', { name: /^9-2/ }).press('Space');
  await page.getByRole('button', { name: '選んだ項目を取り込む' }).press('Enter');
  await page.getByText('用紙から2項目を取り込みました').waitFor();
  assert.deepEqual(found, []);
  await context.close();
});

test('a file that is no form is refused with what to do', async () => {
  const context = await open(browser, { language: 'en', width: 320, storageState });
  const page = await context.newPage();
  await page.goto(server.url + FORMS);
  await page.setInputFiles('#f-file', { name: 'budget.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('%PDF-1.7 not a workbook') });
  await page.getByRole('button', { name: 'See what changes' }).press('Enter');
  await page.getByText('This is a PDF').waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out');
  assert.deepEqual(await axeProblems(page), []);
  await picture(page, 'form-refused-en-320');
  await context.close();
});

const SHEET = 'No,Question,Answer,Remark\n9-2,Do contracts name security?,done,Checked in June\n9-3,Do partners report?,not done,\n';

test('a sheet of one\'s own: pointed at once, then read without asking', async () => {
  const context = await open(browser, { language: 'en', storageState });
  const page = await context.newPage();
  const found = complaints(page);
  const send = async () => {
    await page.goto(server.url + FORMS);
    await page.setInputFiles('#f-sheet', { name: 'our checks.csv', mimeType: 'text/csv', buffer: Buffer.from(SHEET) });
    await page.getByRole('button', { name: 'Point at its columns' }).press('Enter');
  };
  await send();
  await page.getByRole('heading', { name: 'How the sheet is read' }).waitFor();
  await page.getByLabel('not done 1 row').selectOption('1');
  await page.getByLabel(/^done 1 row/).selectOption('3');
  for (const [width, name] of [[1280, 'check-sheet-en-1280'], [320, 'check-sheet-en-320']]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `nothing sticks out at ${width}`);
    assert.deepEqual(await axeProblems(page), []);
    await picture(page, name);
  }
  await page.getByLabel('Name of this sheet').fill('Our checks');
  await page.getByRole('button', { name: 'Read and look through' }).press('Enter');
  await page.getByRole('heading', { name: 'What changes' }).waitFor();
  await page.getByText('Checked in June').waitFor();
  await send();
  await page.getByRole('heading', { name: 'What changes' }).waitFor();
  assert.equal(await page.locator('.changes-table tbody tr').count(), 2);
  assert.deepEqual(found, []);
  await context.close();
});
