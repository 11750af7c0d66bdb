// Signing in with password and app, a recovery code, ending sessions, an access token; keyboard only, both languages.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { complaints, launch, looksGood, open } from '../browser.mjs';
import { type } from '../person.mjs';
import { Server } from '../server.mjs';

const EMAIL = 'hanako@mihon.example';
const PASSWORD = '雨の日は傘を二本持って出る';

let browser;
let server;
let secret;
let recovery;
before(async () => {
  [browser, server] = [await launch(), await Server.start('serve')];
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/// What an app shows for the step so many after this one (RFC 6238).
function code(text, steps) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text.replaceAll('-', '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function signIn(page, words) {
  await page.goto(`${server.url}/sign-in?back=/account`);
  await type(page, words.email, EMAIL);
  await type(page, words.password, PASSWORD);
  await page.keyboard.press('Enter');
}

const JA = { email: 'メールアドレス', password: 'パスワード(12文字以上)' };
const EN = { email: 'E-mail address', password: 'Password (12 characters or more)' };

test('an app is set up, and signing in asks for its code', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(`${server.url}/setup`);
  await type(page, '氏名', '見本 花子');
  await type(page, 'メールアドレス', EMAIL);
  await type(page, 'パスワード(12文字以上)', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/organizations/new');

  await page.goto(`${server.url}/account`);
  await looksGood(page, 'account-ja');
  await page.getByRole('link', { name: '二段階認証を設定する' }).press('Enter');
  await page.getByRole('button', { name: '設定を始める' }).press('Enter');
  await page.getByRole('img', { name: 'QRコード' }).waitFor();
  await looksGood(page, 'second-factor-ja');
  secret = await page.locator('.secret').innerText();
  await type(page, '確認コード', '000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await type(page, '確認コード', code(secret, -1));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'リカバリーコード' }).waitFor();
  recovery = await page.locator('.recovery-codes code').allInnerTexts();
  assert.equal(recovery.length, 10);
  await looksGood(page, 'recovery-ja');

  await page.getByRole('button', { name: 'サインアウト' }).press('Enter');
  await signIn(page, JA);
  await page.getByRole('heading', { level: 1, name: '確認コードの入力' }).waitFor();
  await looksGood(page, 'code-ja');
  await type(page, '確認コード', code(secret, -1));
  await page.keyboard.press('Enter');
  await page.getByText('すでに使われています').first().waitFor();
  await type(page, '確認コード', code(secret, 0));
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/account');
  assert.deepEqual(found.filter((one) => !/422/.test(one)), []);
  await context.close();
});

test('a recovery code lets in; the other session is ended from here', async () => {
  const here = await open(browser, { language: 'en', width: 320 });
  const page = await here.newPage();
  await signIn(page, EN);
  await type(page, 'Code', recovery[0]);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/account');
  await page.goto(`${server.url}/account/second-factor`);
  await page.getByText('Recovery codes left: 9').waitFor();
  await looksGood(page, 'second-factor-on-en');

  const there = await open(browser, { language: 'en' });
  const other = await there.newPage();
  await signIn(other, EN);
  await type(other, 'Code', recovery[1]);
  await other.keyboard.press('Enter');
  await other.waitForURL((url) => url.pathname === '/account');

  await page.goto(`${server.url}/account`);
  await page.getByText('This one').waitFor();
  await looksGood(page, 'account-en');
  await page.getByRole('button', { name: 'End all others' }).press('Enter');
  await page.waitForURL('**/account#sessions');
  assert.equal(await page.locator('.sessions li').count(), 1);
  await other.goto(`${server.url}/account`);
  assert.match(other.url(), /\/sign-in\?back=/);
  await there.close();
  await here.close();
});

test('a program reads with an access token until it is revoked', async () => {
  const context = await open(browser, { language: 'en', width: 320 });
  const page = await context.newPage();
  await signIn(page, EN);
  await type(page, 'Code', recovery[2]);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/account');
  await page.getByRole('link', { name: 'Your access tokens' }).press('Enter');
  await looksGood(page, 'tokens-en');
  await type(page, 'Name (what it is for)', 'Monthly figures');
  await page.keyboard.press('Enter');
  const token = await page.locator('#token').innerText();
  await looksGood(page, 'token-created-en');
  const ask = () => fetch(`${server.url}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await (await ask()).json()).email, EMAIL);
  await page.getByRole('link', { name: 'I have kept it' }).press('Enter');
  await page.getByRole('button', { name: 'Revoke Monthly figures' }).press('Enter');
  await page.getByText('There are no access tokens.').waitFor();
  assert.equal((await ask()).status, 401);
  await context.close();
});

test('guessing is slowed down, and the page says how long', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await page.goto(`${server.url}/sign-in`);
    await type(page, JA.email, 'nobody@mihon.example');
    await type(page, JA.password, 'wrong wrong wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
  }
  assert.match(await page.getByRole('alert').innerText(), /秒待ってから/);
  assert.equal(await page.getByLabel(JA.email).inputValue(), 'nobody@mihon.example');
  await looksGood(page, 'sign-in-slowed-ja');
  await context.close();
});
