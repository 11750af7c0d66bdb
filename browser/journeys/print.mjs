// Results in print: a karte on one A4 page, with colors switched off too; no result page prints what can only be pressed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LANGUAGES, launch, open } from '../browser.mjs';
import { PUBLIC, SIGNED_IN } from '../pages.mjs';
import { pages } from '../pdf.mjs';
import { signIn } from '../person.mjs';
import { Server } from '../server.mjs';

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

const KARTES = ['karte', 'karte-first-year', 'karte-unfinished'].map((name) => [name, SIGNED_IN[name]]);

for (const language of Object.keys(LANGUAGES)) {
  test(`every karte prints on exactly one A4 page: ${language}`, async () => {
    const context = await open(browser, { language, storageState });
    const problems = [];
    for (const [name, path] of [...KARTES, ['try-example', PUBLIC['try-example']]]) {
      for (const printBackground of [true, false]) {
        const page = await context.newPage();
        await page.goto(server.url + path);
        const sizes = pages(await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground }));
        if (sizes.join() !== '595x842') problems.push(`${name}, backgrounds ${printBackground}: pages ${sizes.join(', ')}`);
        await page.close();
      }
    }
    await context.close();
    if (problems.length > 0) assert.fail(`\n${problems.join('\n')}`);
  });
}

const RESULTS = { ...SIGNED_IN, cohort: PUBLIC.cohort };
const PRINTED = ['karte', 'karte-csf', 'cohort', 'results', 'collection', 'assessment-submitted'];

test('a result page on paper has nothing to press and keeps within the paper', async () => {
  const context = await open(browser, { storageState });
  const problems = [];
  for (const name of PRINTED) {
    const page = await context.newPage();
    await page.setViewportSize({ width: 710, height: 1000 });
    await page.goto(server.url + RESULTS[name]);
    await page.emulateMedia({ media: 'print' });
    const shown = await page.locator('button:visible, input[type=file]:visible, nav:visible').allInnerTexts();
    if (shown.length > 0) problems.push(`${name} prints ${shown.join(', ')}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 710) problems.push(`${name} is ${width} units wide on paper of 710`);
    await page.close();
  }
  await context.close();
  if (problems.length > 0) assert.fail(`\n${problems.join('\n')}`);
});
