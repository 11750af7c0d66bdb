// Every page in both languages, light and dark, wide and narrow: accessible, quiet, no sideways scrolling.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LANGUAGES, SCHEMES, WIDTHS, axeProblems, complaints, launch, open } from '../browser.mjs';
import { comparisons, isRefusal, NEW, PUBLIC, SIGNED_IN } from '../pages.mjs';
import { signIn } from '../person.mjs';
import { Server } from '../server.mjs';

let browser;
let demo;
let fresh;
let storageState;
const visitors = { ...PUBLIC };
before(async () => {
  [browser, demo, fresh] = [await launch(), await Server.start('demo'), await Server.start('serve')];
  const context = await open(browser);
  const page = await context.newPage();
  Object.assign(visitors, await comparisons(page, demo.url));
  await signIn(page, demo.link);
  storageState = await context.storageState();
  await context.close();
});
after(async () => {
  await browser?.close();
  await demo?.close();
  await fresh?.close();
});

/// How far the page sticks out sideways, and by what.
function overflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const isClipped = (element) => {
    for (let one = element.parentElement; one; one = one.parentElement) {
      if (getComputedStyle(one).overflowX !== 'visible') return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1 && !isClipped(element))
    .slice(0, 4);
  const name = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
  return [`scrolls sideways: ${scrollWidth} of ${clientWidth} px, by ${wide.map(name).join(', ')}`];
}

async function walk(context, url, pages, language) {
  const problems = [];
  for (const [name, path] of Object.entries(pages)) {
    const page = await context.newPage();
    const found = complaints(page);
    const response = await page.goto(url + path);
    const status = response.status();
    if (isRefusal(name) ? status !== 404 : status !== 200) found.push(`status ${status}`);
    if ((await page.locator('html').getAttribute('lang')) !== language) found.push('another language');
    found.push(...(await axeProblems(page)), ...(await page.evaluate(overflow)));
    const expected = (line) => isRefusal(name) && /status of 404/.test(line);
    problems.push(...found.filter((line) => !expected(line)).map((line) => `${name} (${path}): ${line}`));
    await page.close();
  }
  return problems;
}

for (const language of Object.keys(LANGUAGES)) {
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      // Four looks in which each two of language, colors and width meet once.
      if ((language === 'ja') !== ((scheme === 'light') === (width === 1280))) continue;
      test(`every page is accessible and quiet: ${language}, ${scheme}, ${width} px`, async () => {
        const look = { language, scheme, width };
        const visitor = await open(browser, look);
        const person = await open(browser, { ...look, storageState });
        const problems = [
          ...(await walk(visitor, demo.url, visitors, language)),
          ...(await walk(visitor, fresh.url, NEW, language)),
          ...(await walk(person, demo.url, SIGNED_IN, language)),
        ];
        await visitor.close();
        await person.close();
        if (problems.length > 0) assert.fail(`\n${problems.join('\n')}`);
      });
    }
  }
}

test('the switch changes the language and stays on the page', async () => {
  const context = await open(browser);
  const page = await context.newPage();
  await page.goto(demo.url + PUBLIC.cohort);
  await page.getByRole('button', { name: 'English' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.ok(page.url().endsWith(PUBLIC.cohort));
  await context.close();
});
