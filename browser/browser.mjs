// Chromium for journeys and pictures: Debian's own, without a network beyond this machine.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/// A browser with an empty profile of its own.
export function launch() {
  const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: QUIET, chromiumSandbox: false });
}

export const LANGUAGES = { ja: 'ja-JP', en: 'en-US' };
export const WIDTHS = [1280, 320];
export const SCHEMES = ['light', 'dark'];

/// A person's browser window: language, light or dark, width; `more` goes to Playwright.
export function open(browser, { language = 'ja', scheme = 'light', width = 1280, ...more } = {}) {
  const height = width < 600 ? 640 : 900;
  return browser.newContext({
    locale: LANGUAGES[language],
    timezoneId: 'Asia/Tokyo',
    colorScheme: scheme,
    viewport: { width, height },
    reducedMotion: 'reduce',
    ...more,
  });
}

/// Collects what a page complains about: script errors, refused content, broken requests.
export function complaints(page) {
  const found = [];
  page.on('console', (message) => message.type() === 'error' && found.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => found.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') found.push(`request: ${request.url()} ${reason}`);
  });
  return found;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/// What axe says of the page that is open, a line for each element.
export async function axeProblems(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(
    async (values) => (await globalThis.axe.run(document, { runOnly: { type: 'tag', values } })).violations,
    TAGS,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `axe ${id}: ${help}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
  );
}

/// The page as it is: nothing sticks out, axe finds nothing; a picture of it where pictures are wanted.
export async function fits(page, name) {
  const { width } = page.viewportSize();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} sticks out at ${width}`);
  assert.deepEqual(await axeProblems(page), [], `${name} at ${width}`);
  if (process.env.KASHIKA_PICTURES) await page.screenshot({ path: `${process.env.KASHIKA_PICTURES}/${name}-${width}.png`, fullPage: true });
}

/// The same at both widths.
export async function looksGood(page, name) {
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, name);
  }
  await page.setViewportSize(before);
}
