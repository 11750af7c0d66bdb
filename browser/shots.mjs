// Pictures of every page, or of the one named, into a folder; run by cargo xtask shots.

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LANGUAGES, SCHEMES, WIDTHS, launch, open } from './browser.mjs';
import { comparisons, NEW, PUBLIC, SIGNED_IN } from './pages.mjs';
import { signIn } from './person.mjs';
import { Server } from './server.mjs';

const [, , out, only] = process.argv;
const [browser, demo, fresh] = [await launch(), await Server.start('demo'), await Server.start('serve')];

async function firstLook() {
  const context = await open(browser);
  const page = await context.newPage();
  const found = await comparisons(page, demo.url);
  await signIn(page, demo.link);
  const storageState = await context.storageState();
  await context.close();
  return { storageState, visitors: { ...PUBLIC, ...found } };
}

/// The whole page in one window, so that what sticks to the window's edge covers nothing.
async function picture(context, url, pages, ending) {
  const page = await context.newPage();
  const window = page.viewportSize();
  for (const [name, path] of Object.entries(pages)) {
    if (only && only !== name) continue;
    await page.goto(url + path);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...window, height: Math.max(window.height, height) });
    await page.screenshot({ path: join(out, `${name}-${ending}.png`), fullPage: true });
    await page.setViewportSize(window);
  }
  await page.close();
}

/// The karte on paper, as PDF and, where pdftoppm is installed, as a picture.
async function print(language, storageState) {
  const context = await open(browser, { language, storageState });
  const page = await context.newPage();
  await page.goto(demo.url + SIGNED_IN.karte);
  const file = join(out, `karte-${language}-print`);
  await writeFile(`${file}.pdf`, await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true }));
  await context.close();
  try {
    execFileSync('pdftoppm', ['-r', '110', '-png', `${file}.pdf`, file]);
  } catch {
    console.log(`no picture of ${file}.pdf: pdftoppm is not installed (sudo apt-get install poppler-utils)`);
  }
}

try {
  const { storageState, visitors } = await firstLook();
  for (const language of Object.keys(LANGUAGES)) {
    for (const scheme of SCHEMES) {
      for (const width of WIDTHS) {
        const look = { language, scheme, width };
        const ending = `${language}-${width}${scheme === 'dark' ? '-dark' : ''}`;
        const visitor = await open(browser, look);
        const person = await open(browser, { ...look, storageState });
        await picture(visitor, demo.url, visitors, ending);
        await picture(visitor, fresh.url, NEW, ending);
        await picture(person, demo.url, SIGNED_IN, ending);
        await visitor.close();
        await person.close();
        console.log(`pictures: ${ending}`);
      }
    }
    if (!only || only === 'karte') await print(language, storageState);
  }
} finally {
  await browser.close();
  await demo.close();
  await fresh.close();
}
