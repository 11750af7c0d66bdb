// The plain editions, and saying what one thinks of a hint while answering.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints, launch, open } from '../browser.mjs';
import { signIn } from '../person.mjs';
import { Server } from '../server.mjs';

let browser;
let server;
before(async () => {
  [browser, server] = [await launch(), await Server.start('demo')];
});
after(async () => {
  await browser?.close();
  await server?.close();
});

for (const [language, width, see] of [['ja', 1280, '結果を見る'], ['en', 320, 'See the result']]) {
  test(`an edition is answered with the keyboard and gives rough values (${language}, ${width})`, async () => {
    const context = await open(browser, { language, width });
    const page = await context.newPage();
    const found = complaints(page);
    await page.goto(`${server.url}/frameworks/cyber-management/editions/small-business`);
    const questions = page.locator('#questions fieldset');
    const count = await questions.count();
    for (let index = 0; index < count; index += 1) {
      await questions.nth(index).getByRole('radio').first().focus();
      await page.keyboard.press('Space');
      for (let step = 0; step < index % 3; step += 1) await page.keyboard.press('ArrowDown');
    }
    await page.getByRole('button', { name: see }).press('Enter');
    const result = page.locator('#result');
    await result.waitFor();
    assert.equal(await result.locator('tbody tr').count(), 10);
    assert.equal(await page.getByRole('radio', { checked: true }).count(), count, 'the answers stay chosen');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out');
    if (process.env.KASHIKA_PICTURES) await page.screenshot({ path: `${process.env.KASHIKA_PICTURES}/edition-result-${language}-${width}.png`, fullPage: true });
    assert.deepEqual(found, []);
    await context.close();
  });
}

test('a hint is rated without leaving the item, and the rating is taken back by the same button', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  await signIn(page, server.link);
  await page.goto(`${server.url}/assessments/kakuu-seiki-2026/items/5-5`);
  await page.keyboard.press('h');
  const unclear = page.getByRole('button', { name: '分かりにくい' });
  await unclear.press('Enter');
  await page.getByText('評価を保存しました').waitFor();
  assert.equal(await unclear.getAttribute('aria-pressed'), 'true');
  await page.reload();
  await page.keyboard.press('h');
  assert.equal(await unclear.getAttribute('aria-pressed'), 'true', 'it was kept');
  await unclear.press('Enter');
  await page.getByText('評価を取り消しました').waitFor();
  if (process.env.KASHIKA_PICTURES) await page.screenshot({ path: `${process.env.KASHIKA_PICTURES}/rating.png`, fullPage: true });
  await context.close();
});
