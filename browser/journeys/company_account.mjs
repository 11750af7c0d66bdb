// Signing in by the company account, against a real provider of another make: known, invited, unknown, proof, provider down.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { complaints, launch, looksGood, open } from '../browser.mjs';
import { Mailbox, linkIn } from '../mailbox.mjs';
import { type } from '../person.mjs';
import { Company } from '../provider.mjs';
import { Server } from '../server.mjs';

const HANAKO = 'hanako@mihon.example';
const TARO = 'taro@mihon.example';
const PASSWORD = '雨の日は傘を二本持って出る';
const RETRY_MILLISECONDS = 4_000;
const PEOPLE = {
  hanako: { email: 'Hanako@mihon.example', email_verified: true, name: '見本 花子' },
  taro: { email: TARO, email_verified: true, name: '見本 太郎' },
  jiro: { email: 'jiro@mihon.example', email_verified: true, name: '見本 次郎' },
};

let browser;
let company;
let mailbox;
let server;
before(async () => {
  [browser, company, mailbox] = [await launch(), await Company.open(PEOPLE), await Mailbox.open()];
  // Another name than the provider's, so that each is a foreign site to the other.
  server = await Server.start('serve', 'localhost', { ...mailbox.settings, ...company.settings });
});
after(async () => {
  await browser?.close();
  await server?.close();
  await company?.close();
  await mailbox?.close();
});

/// Signs in at the provider, whose page is open.
async function enterAs(page, name) {
  await page.getByLabel('Who').fill(name);
  await page.getByRole('button', { name: 'Enter' }).press('Enter');
}

test('with the provider down the page says so, and the password still signs in', async () => {
  const context = await open(browser, { language: 'en', width: 320 });
  const page = await context.newPage();
  await page.goto(`${server.url}/setup`);
  await type(page, 'Name', '見本 花子');
  await type(page, 'E-mail address', HANAKO);
  await type(page, 'Password (12 characters or more)', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/organizations/new');
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await page.goto(`${server.url}/sign-in?back=/account`);
  await page.getByRole('button', { name: 'Sign in with your company account' }).press('Enter');
  await page.getByText('cannot be reached right now').waitFor();
  await looksGood(page, 'company-unreachable-en');
  await type(page, 'E-mail address', HANAKO);
  await type(page, 'Password (12 characters or more)', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/account');
  await context.close();
  company.register(server.url);
});

test('somebody with a password connects, signs in without it, and disconnects', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(`${server.url}/sign-in?back=/account`);
  await type(page, 'メールアドレス', HANAKO);
  await type(page, 'パスワード(12文字以上)', PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '接続する' }).waitFor();
  await looksGood(page, 'company-account-off-ja');
  // A provider that was down a moment ago is asked again after five seconds.
  await setTimeout(RETRY_MILLISECONDS);
  await page.getByRole('button', { name: '接続する' }).press('Enter');
  await enterAs(page, 'hanako');
  await page.getByText('会社のアカウントを接続しました').waitFor();

  await page.getByRole('button', { name: 'サインアウト' }).press('Enter');
  await page.goto(`${server.url}/sign-in?back=/account`);
  await looksGood(page, 'company-sign-in-ja');
  await page.getByRole('button', { name: '会社のアカウントでサインイン' }).press('Enter');
  // The provider knows the browser already and asks nothing.
  await page.waitForURL((url) => url.pathname === '/account');
  await page.getByRole('button', { name: '接続を解除する' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: '本人確認' }).waitFor();
  await looksGood(page, 'company-proof-password-ja');
  await type(page, 'いまのパスワード', PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('会社のアカウントの接続を解除しました').waitFor();
  assert.deepEqual(found.filter((one) => !/403/.test(one)), []);
  await context.close();
});

test('somebody known by the address alone is let in; who cancels or is unknown is told so', async () => {
  const context = await open(browser, { language: 'en', width: 320 });
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(`${server.url}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with your company account' }).press('Enter');
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await page.getByText('You cancelled').waitFor();
  await page.getByRole('button', { name: 'Sign in with your company account' }).press('Enter');
  await enterAs(page, 'hanako');
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  await page.goto(`${server.url}/account`);
  await page.getByRole('button', { name: 'Disconnect' }).waitFor();
  await looksGood(page, 'company-account-on-en');
  assert.deepEqual(found, []);
  await context.close();

  const other = await (await open(browser)).newPage();
  await other.goto(`${server.url}/sign-in`);
  await other.getByRole('button', { name: '会社のアカウントでサインイン' }).press('Enter');
  await enterAs(other, 'jiro');
  await other.getByText('jiro@mihon.example のアカウントは、ここにはありません').waitFor();
  await looksGood(other, 'company-stranger-ja');
  await other.context().close();
});

test('an invited newcomer needs no password, and proves by the company account who it is', async () => {
  const owner = await (await open(browser)).newPage();
  await owner.goto(`${server.url}/sign-in?back=/organizations/new`);
  await owner.getByRole('button', { name: '会社のアカウントでサインイン' }).press('Enter');
  await enterAs(owner, 'hanako');
  await owner.getByLabel('会社名', { exact: true }).fill('見本工業株式会社');
  await owner.getByRole('radio', { name: /機械/ }).check();
  await owner.getByRole('radio', { name: '300〜999人' }).check();
  await owner.getByRole('button', { name: '登録して評価に進む' }).press('Enter');
  await owner.waitForURL((url) => url.pathname !== '/organizations/new');
  await owner.goto(`${server.url}/organizations`);
  await owner.getByRole('link', { name: '見本工業株式会社' }).press('Enter');
  await owner.getByRole('link', { name: 'メンバー', exact: true }).press('Enter');
  await owner.getByLabel('メールアドレス').fill(TARO);
  await owner.getByRole('button', { name: '招待を送る' }).press('Enter');
  await owner.getByText('招待しました。').waitFor();

  const context = await open(browser);
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(linkIn(await mailbox.take(TARO)));
  await looksGood(page, 'company-invitation-ja');
  await page.getByRole('button', { name: '会社のアカウントでサインイン' }).press('Enter');
  await enterAs(page, 'taro');
  await page.getByRole('button', { name: '参加する' }).press('Enter');
  await page.getByText('この組織に参加しました。').waitFor();

  await page.goto(`${server.url}/account/access-tokens`);
  await type(page, '名前(使いみち)', '毎月の集計');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '本人確認' }).waitFor();
  await looksGood(page, 'company-proof-ja');
  await page.getByRole('button', { name: '確認して続ける' }).press('Enter');
  await page.getByText('まだ確認できていません').first().waitFor();
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: /会社のアカウントで確認する/ }).press('Enter');
  const window = await opened;
  await enterAs(window, 'taro');
  await window.getByText('元の画面に戻り').waitFor();
  await window.close();
  await page.getByRole('button', { name: '確認して続ける' }).press('Enter');
  await page.locator('#token').waitFor();
  await page.goto(`${server.url}/account`);
  await page.getByText('ほかにサインインする方法がありません').waitFor();
  assert.deepEqual(found.filter((one) => !/403/.test(one)), []);
  await context.close();
  await owner.context().close();
});
