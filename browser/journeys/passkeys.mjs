// A passkey is made, signs in alone, proves who it is, and is removed; the device is Chromium's virtual authenticator.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints, launch, looksGood, open } from '../browser.mjs';
import { type } from '../person.mjs';
import { Server } from '../server.mjs';

const EMAIL = 'hanako@mihon.example';
const PASSWORD = '雨の日は傘を二本持って出る';

let browser;
let server;
before(async () => {
  // Devices sign for names, not for addresses.
  [browser, server] = [await launch(), await Server.start('serve', 'localhost')];
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/// A device built into the browser window, whose person is always there.
async function device(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    passkeys: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    verify: (isUserVerified) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

test('a passkey is made, signs in alone, and is removed', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  const found = complaints(page);
  const own = await device(page);
  await page.goto(`${server.url}/setup`);
  await type(page, '氏名', '見本 花子');
  await type(page, 'メールアドレス', EMAIL);
  await type(page, 'パスワード(12文字以上)', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/organizations/new');

  await page.goto(`${server.url}/account`);
  await page.getByRole('link', { name: 'パスキーを管理する' }).press('Enter');
  await page.getByRole('button', { name: 'パスキーを登録する' }).press('Enter');
  await page.getByRole('button', { name: 'この端末で登録する' }).waitFor();
  await looksGood(page, 'passkey-new-ja');
  await type(page, '名前(どの端末か)', '仕事のノートPC');
  await page.keyboard.press('Enter');
  await page.getByText('仕事のノートPC').waitFor();
  assert.equal((await own.passkeys()).length, 1);
  await looksGood(page, 'passkeys-ja');

  await page.getByRole('button', { name: 'サインアウト' }).press('Enter');
  await page.goto(`${server.url}/sign-in?back=/account`);
  await looksGood(page, 'sign-in-passkey-ja');
  await own.verify(false);
  await page.getByRole('button', { name: 'パスキーでサインイン' }).press('Enter');
  await page.getByText('パスキーを使えませんでした').waitFor();
  await own.verify(true);
  await page.getByRole('button', { name: 'パスキーでサインイン' }).press('Enter');
  await page.waitForURL((url) => url.pathname === '/account');

  await page.goto(`${server.url}/account/passkeys`);
  await page.getByRole('button', { name: '取り除く 仕事のノートPC' }).press('Enter');
  await page.getByText('パスキーは登録されていません').waitFor();
  assert.deepEqual(found, []);
  await context.close();
});

test('without a passkey the page says that none could be used', async () => {
  const context = await open(browser, { language: 'en', width: 320 });
  const page = await context.newPage();
  await device(page);
  await page.goto(`${server.url}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).press('Enter');
  await page.getByText('The passkey could not be used').waitFor();
  await looksGood(page, 'sign-in-passkey-en');
  await context.close();
});
