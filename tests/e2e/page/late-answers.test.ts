import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { holdNext } from '#tests/support/page/hold-next.ts';
import { openBrowser, SKIP_WITHOUT_BROWSER } from '#tests/support/page/open-browser.ts';
import { pageProfile } from '#tests/support/page/page-profiles.ts';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';

const OPTIONS = { skip: SKIP_WITHOUT_BROWSER };
const profiles = Array.from({ length: 45 }, (_, number) => pageProfile(number));
let browser: Browser;
let api: PublicApi;

if (!SKIP_WITHOUT_BROWSER) {
  before(async () => {
    browser = await openBrowser();
    api = await startPublicApi(profiles);
  });
  after(async () => {
    await browser.close();
    await api[Symbol.asyncDispose]();
  });
}

async function openResults(): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${api.url}/?q=tec`);
  return page;
}

/** Types at the end of the query, as a person who has just typed the rest of it. */
async function typeOn(page: Page, text: string): Promise<void> {
  await page.locator('#q').focus();
  await page.keyboard.press('End');
  await page.keyboard.type(text);
}

const focusedClass = (page: Page) => page.evaluate(() => document.activeElement?.className);

for (const key of ['Escape', 'Enter']) {
  test(`suggestions that arrive after ${key} do not open`, OPTIONS, async () => {
    const page = await openResults();
    const suggestions = await holdNext(page, ({ pathname }) => pathname === '/suggest');
    await typeOn(page, 'h');
    await suggestions.arrived;
    await page.keyboard.press(key);
    await suggestions.release();
    await page.keyboard.press('ArrowDown');
    assert.equal(await focusedClass(page), 'open');
    await page.close();
  });
}

test(
  'results that arrive while Space is held choose the creator and are shown afterwards',
  OPTIONS,
  async () => {
    const page = await openResults();
    const results = await holdNext(page, ({ pathname }) => pathname === '/results');
    await typeOn(page, 'h');
    await results.arrived;
    const box = page.locator('.pick input').first();
    await box.focus();
    await page.keyboard.down('Space');
    await results.release();
    await page.evaluate(() => {
      document.addEventListener('results', () => document.body.classList.add('replaced'), { once: true });
    });
    await page.keyboard.up('Space');
    await page.locator('body.replaced').waitFor();
    assert.equal(await box.isChecked(), true);
    assert.equal(await box.evaluate((element) => element === document.activeElement), true);
    await page.close();
  },
);

test('results that arrive again leave the selected suggestion alone', OPTIONS, async () => {
  const page = await openResults();
  await typeOn(page, 'h');
  await page.locator('#suggestions [role=option]').first().waitFor();
  await page.keyboard.press('ArrowDown');
  const selected = page.locator('#suggestions [aria-selected=true]');
  assert.equal(await selected.count(), 1);
  await page.evaluate(async () => {
    document.dispatchEvent(new Event('results'));
    await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(() => setTimeout(resolve))));
    await fetch('/suggest?q=tech');
    await new Promise(requestAnimationFrame);
  });
  assert.equal(await selected.count(), 1);
  await page.close();
});
