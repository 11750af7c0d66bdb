// Taking everything along, deleting an organization and taking that back, and leaving.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { complaints, launch, looksGood, open } from '../browser.mjs';
import { signIn } from '../person.mjs';
import { Server } from '../server.mjs';

let browser;
let demo;
before(async () => {
  [browser, demo] = [await launch(), await Server.start('demo')];
});
after(async () => {
  await browser?.close();
  await demo?.close();
});

test('an owner takes everything along, deletes the organization and takes that back', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  const found = complaints(page);
  await signIn(page, demo.link);
  await page.goto(`${demo.url}/organizations/kakuu-seiki`);
  await page.getByRole('link', { name: 'データの持ち出しと削除' }).press('Enter');
  await looksGood(page, 'organization-data');
  await page.getByText('入っているファイル').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'ZIPをダウンロード' }).click()]);
  assert.match(download.suggestedFilename(), /^架空精機株式会社_\d{8}\.zip$/);
  assert.equal((await readFile(await download.path())).subarray(0, 2).toString(), 'PK');

  await page.getByLabel('会社名').fill('架空精機');
  await page.getByRole('button', { name: 'この組織を削除する' }).press('Enter');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('会社名').inputValue(), '架空精機');
  await looksGood(page, 'organization-data-refused');
  await page.getByLabel('会社名').fill('架空精機株式会社');
  await page.getByRole('button', { name: 'この組織を削除する' }).press('Enter');
  await page.getByText('組織を削除しました').waitFor();
  await looksGood(page, 'organizations-deleted');
  assert.equal((await page.goto(`${demo.url}/organizations/kakuu-seiki`)).status(), 404);
  await page.goto(`${demo.url}/organizations`);
  await page.getByRole('button', { name: '削除を取り消す 架空精機株式会社' }).press('Enter');
  await page.getByText('削除を取り消しました').waitFor();
  await page.getByRole('link', { name: '架空精機株式会社' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: '架空精機株式会社' }).waitFor();

  // The operator cannot leave; the page says what to do first.
  await page.getByRole('link', { name: '沢渡 由紀' }).press('Enter');
  await page.getByRole('link', { name: '自分のデータの持ち出しと削除' }).press('Enter');
  await page.getByText('運営者はあなただけです').waitFor();
  await looksGood(page, 'account-data-operator');
  assert.deepEqual(found.filter((one) => !/422|404/.test(one)), []);
});

test('a person leaves, in English', async () => {
  const server = await Server.start('serve');
  try {
    const operator = await (await open(browser, { language: 'en' })).newPage();
    await operator.goto(`${server.url}/setup`);
    await operator.getByLabel('Name').fill('Hanako Mihon');
    await operator.getByLabel('E-mail address').fill('hanako@mihon.example');
    await operator.getByLabel('Password').fill('two umbrellas on a rainy day');
    await operator.getByRole('button', { name: 'Register and begin' }).click();
    await operator.waitForURL('**/organizations/new');
    const add = ['account', 'add', 'taro@mihon.example', '--name', 'Taro Mihon', '--base-url', server.url];
    const link = execFileSync(process.env.KASHIKA, [...add, '--data', join(server.folder, 'data')]).toString().trim();

    const page = await (await open(browser, { language: 'en' })).newPage();
    const found = complaints(page);
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in and begin' }).press('Enter');
    await page.getByRole('link', { name: 'Taro Mihon' }).press('Enter');
    await page.getByRole('link', { name: 'Your data: take along, delete' }).press('Enter');
    await looksGood(page, 'account-data-en');
    await page.getByLabel('Your e-mail address').fill('taro@mihon');
    await page.getByRole('button', { name: 'Delete my account' }).press('Enter');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Your e-mail address').fill('taro@mihon.example');
    await page.getByRole('button', { name: 'Delete my account' }).press('Enter');
    await page.getByText('Your account is deleted.').waitFor();
    await looksGood(page, 'data-retention-en');
    await page.goto(`${server.url}/account`);
    await page.waitForURL('**/sign-in?**');
    assert.deepEqual(found.filter((one) => !one.includes('422')), []);
  } finally {
    await server.close();
  }
});
