// People come in by mail: invited, asked for some items, back with a new password. Mail goes through a real mail server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints, launch, looksGood, open } from '../browser.mjs';
import { Mailbox, linkIn } from '../mailbox.mjs';
import { start } from '../person.mjs';
import { Server } from '../server.mjs';

const COLLEAGUE = 'taro@mihon.example';
const MANAGER = 'plant@mihon.example';

let browser;
let mailbox;
let server;
let storageState;
before(async () => {
  [browser, mailbox] = [await launch(), await Mailbox.open()];
  server = await Server.start('serve', '', mailbox.settings);
  const context = await open(browser);
  const page = await context.newPage();
  await page.goto(`${server.url}/setup`);
  await page.getByLabel('氏名').fill('見本 花子');
  await page.getByLabel('メールアドレス').fill('hanako@mihon.example');
  await page.getByLabel('パスワード').fill('雨の日は傘を二本持って出る');
  await page.getByRole('button', { name: '登録して始める' }).click();
  await page.waitForURL('**/organizations/new');
  await page.getByLabel('会社名', { exact: true }).fill('見本工業株式会社');
  await page.getByRole('radio', { name: /機械/ }).check();
  await page.getByRole('radio', { name: '300〜999人' }).check();
  await page.getByRole('button', { name: '登録して評価に進む' }).click();
  if (!page.url().endsWith('/assessments/new')) await page.getByRole('link', { name: '評価を始める' }).click();
  await start(page);
  storageState = await context.storageState();
  await context.close();
});
after(async () => {
  await browser?.close();
  await server?.close();
  await mailbox?.close();
});

test('a colleague is invited by mail, joins, and is made an executive', async () => {
  const owner = await (await open(browser, { storageState })).newPage();
  const found = complaints(owner);
  await owner.goto(`${server.url}/organizations`);
  await owner.getByRole('link', { name: '見本工業株式会社' }).press('Enter');
  await owner.getByRole('link', { name: 'メンバー', exact: true }).press('Enter');
  await owner.getByLabel('メールアドレス').fill('no address');
  await owner.getByRole('button', { name: '招待を送る' }).press('Enter');
  await owner.getByRole('alert').waitFor();
  assert.equal(await owner.getByLabel('メールアドレス').inputValue(), 'no address');
  await owner.getByLabel('メールアドレス').fill(COLLEAGUE);
  await owner.getByLabel('役割', { exact: true }).selectOption('担当者');
  await owner.getByRole('button', { name: '招待を送る' }).press('Enter');
  await owner.getByText('招待しました。').waitFor();
  await looksGood(owner, 'members');

  const mail = await mailbox.take(COLLEAGUE);
  assert.match(mail.subject, /見本工業株式会社への招待/);
  assert.equal(mail.from, '"Kashika" <kashika@mihon.example>');
  const page = await (await open(browser)).newPage();
  await page.goto(linkIn(mail));
  await looksGood(page, 'invitation');
  await page.getByLabel('氏名').fill('見本 太郎');
  await page.getByLabel('パスワード').fill('短い');
  await page.getByRole('button', { name: 'アカウントを作って参加する' }).press('Enter');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('パスワード').fill('坂の上に雲がひとつ浮かぶ');
  await page.getByRole('button', { name: 'アカウントを作って参加する' }).press('Enter');
  await page.getByText('この組織に参加しました。').waitFor();
  await page.goto(`${server.url}/`);
  await page.getByRole('link', { name: /見本工業株式会社/ }).first().waitFor();

  await owner.reload();
  await owner.getByLabel('役割 見本 太郎').selectOption('経営者');
  await owner.getByRole('button', { name: '役割を変える 見本 太郎' }).press('Enter');
  await owner.getByText('変更しました。').waitFor();
  await page.goto(`${server.url}/`);
  assert.equal(await page.getByRole('link', { name: '続きから' }).count(), 0, 'an executive is not asked to answer');
  assert.deepEqual(found.filter((one) => !one.includes('422')), [], 'only what was refused on purpose');
});

test('a plant manager answers one item by a link, without an account', async () => {
  const owner = await (await open(browser, { language: 'en', storageState })).newPage();
  await owner.goto(`${server.url}/assessments`);
  await owner.getByRole('link', { name: /見本工業株式会社/ }).first().click();
  await owner.getByRole('link', { name: /Ask somebody to answer items/ }).press('Enter');
  await owner.getByLabel('Name of the person').fill('Plant manager');
  await owner.getByLabel('E-mail').fill(MANAGER);
  await owner.getByText(/^5 /).press('Enter');
  await owner.getByRole('checkbox', { name: /^5-6/ }).press('Space');
  await looksGood(owner, 'handouts-en');
  await owner.getByRole('button', { name: 'Send link' }).press('Enter');
  await owner.getByText('The link is sent.').waitFor();

  const page = await (await open(browser, { language: 'en' })).newPage();
  const found = complaints(page);
  await page.goto(linkIn(await mailbox.take(MANAGER)));
  assert.equal(await page.locator('section.handed').count(), 1);
  await looksGood(page, 'answer-by-link-en');
  await page.getByRole('radio', { name: /^3 / }).press('Space');
  await page.getByLabel(/Evidence/).fill('Tested every March');
  await page.getByRole('button', { name: 'Save 5-6' }).press('Enter');
  await page.getByText('1 of 1 items answered').waitFor();
  await owner.reload();
  await owner.getByText('1 of 1 items answered').waitFor();
  await owner.getByRole('button', { name: 'Take back Plant manager' }).press('Enter');
  await owner.getByText('The link is taken back').waitFor();
  assert.equal((await page.goto(page.url().split('#')[0])).status(), 404);
  assert.deepEqual(found.filter((one) => !one.includes('404')), []);
});

test('a lost password is chosen anew by mail', async () => {
  const page = await (await open(browser)).newPage();
  await page.goto(`${server.url}/sign-in`);
  await page.getByRole('link', { name: 'パスワードを忘れたとき' }).press('Enter');
  await looksGood(page, 'forgot');
  await page.getByLabel('メールアドレス').fill(COLLEAGUE);
  await page.getByRole('button', { name: 'リンクを送る' }).press('Enter');
  await page.getByText('リンクを送りました').waitFor();
  await page.goto(linkIn(await mailbox.take(COLLEAGUE)));
  await page.getByLabel('パスワード').fill('春の海ひねもすのたりのたりかな');
  await page.getByRole('button', { name: '保存する' }).press('Enter');
  await page.getByText('パスワードを変えました').waitFor();
  await page.getByLabel('メールアドレス').fill(COLLEAGUE);
  await page.getByLabel('パスワード').fill('春の海ひねもすのたりのたりかな');
  await page.getByRole('button', { name: 'サインイン' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'きょう' }).waitFor();
});
