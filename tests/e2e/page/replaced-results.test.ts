import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { holdNext } from '#tests/support/page/hold-next.ts';
import { openBrowser, SKIP_WITHOUT_BROWSER } from '#tests/support/page/open-browser.ts';
import { pageProfile } from '#tests/support/page/page-profiles.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';

const OPTIONS = { skip: SKIP_WITHOUT_BROWSER };
const profiles = Array.from({ length: 46 }, (_, number) => ({ profile: pageProfile(number), version: 1 }));
let browser: Browser;

if (!SKIP_WITHOUT_BROWSER) {
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
}

async function startInstance(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-replaced-'));
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  const api = await startPublicApi([], { index });
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  t.after(async () => {
    await page.close();
    await api[Symbol.asyncDispose]();
    await index.close();
    await rm(folder, { recursive: true });
  });
  return { index, page, url: api.url };
}

const resultsOf = (search: string) => (url: URL) => url.pathname === '/results' && url.search === search;
const total = (page: Page, text: string) =>
  page
    .locator('#total')
    .and(page.getByText(text, { exact: true }))
    .waitFor();

/** A first run that shows 45 creators, and whose next look for more waits to be released. */
async function holdLookForMore(t: TestContext) {
  const { index, page, url } = await startInstance(t);
  await page.goto(url);
  await page.locator('#first-run').waitFor();
  await index.upsert(profiles.slice(0, 45));
  await total(page, '45 creators');
  const look = await holdNext(page, resultsOf(''));
  await look.arrived;
  return { index, page, look };
}

test(
  'a look for new profiles that ends after a filter was set does not replace the filtered results',
  OPTIONS,
  async (t) => {
    const { index, page, look } = await holdLookForMore(t);
    await page.locator('#platform-tiktok').check();
    await total(page, '15 creators');
    await index.upsert(profiles.slice(45));
    await look.release();
    assert.equal(await page.locator('#total').textContent(), '15 creators');
  },
);

test('a click on "more" while other results are on their way does not stop them', OPTIONS, async (t) => {
  const { index, page, url } = await startInstance(t);
  await index.upsert(profiles);
  await page.goto(`${url}/?q=tech`);
  const search = await holdNext(page, resultsOf('?q=zwiebel'));
  await page.locator('#q').fill('zwiebel');
  await search.arrived;
  await page.locator('.more').click();
  await search.release();
  await total(page, '1 creator');
  assert.equal(await page.locator('#results').getAttribute('aria-busy'), null);
});

test('a query that is typed while a filter is being removed is not filtered', OPTIONS, async (t) => {
  const { index, page, url } = await startInstance(t);
  await index.upsert(profiles);
  await page.goto(`${url}/?q=tec&platform=tiktok`);
  const search = await holdNext(page, resultsOf('?q=tec'));
  await page.locator('#results a[href="/?q=tec"]').first().click();
  await search.arrived;
  await page.locator('#q').press('End');
  await page.keyboard.type('h');
  await search.release();
  await total(page, '46 creators');
  await page.waitForURL('**/?q=tech');
  await page.locator('#platform-tiktok').check();
  await total(page, '16 creators');
});

test(
  'text that is typed into a filter stays when results arrive, and becomes part of the query',
  OPTIONS,
  async (t) => {
    const { index, page, url } = await startInstance(t);
    await index.upsert(profiles);
    await page.goto(`${url}/?q=tec`);
    const search = await holdNext(page, resultsOf('?q=tech'));
    await page.locator('#q').press('End');
    await page.keyboard.type('h');
    await search.arrived;
    const followers = page.locator('#followers_from');
    await followers.focus();
    await page.keyboard.type('20');
    await search.release();
    await page.keyboard.type('030');
    assert.equal(await followers.inputValue(), '20030');
    await page.keyboard.press('Enter');
    await total(page, '16 creators');
    assert.ok(page.url().endsWith('/?q=tech&followers_from=20030'), page.url());
  },
);

test('each long filter keeps its search text when new results replace the old ones', OPTIONS, async (t) => {
  const { index, page, url } = await startInstance(t);
  const categories = ['Art', 'Books', 'Cars', 'Dance', 'Food', 'Games', 'Music', 'Travel'];
  await index.upsert(
    profiles.map(({ profile, version }, at) => ({
      profile: {
        ...profile,
        platform: PLATFORMS[at % PLATFORMS.length] ?? profile.platform,
        category: categories[at % categories.length] ?? profile.category,
      },
      version,
    })),
  );
  await page.goto(`${url}/?q=tech`);
  for (const name of ['platform', 'category']) {
    await page.locator(`#rest-${name} summary`).click();
    await page.locator(`#find-${name}`).fill(`no ${name}`);
    assert.equal(await page.locator(`#rest-${name} .no-value`).isVisible(), true);
  }
  await page.evaluate(() => {
    const results = new Promise((resolve) => document.addEventListener('results', resolve, { once: true }));
    document.querySelector('#q')?.dispatchEvent(new Event('input', { bubbles: true }));
    return results.then(() => null);
  });
  for (const name of ['platform', 'category']) {
    assert.equal(await page.locator(`#find-${name}`).inputValue(), `no ${name}`);
    assert.equal(await page.locator(`#rest-${name} .no-value`).isVisible(), true);
  }
});

test('results that were added below the others stay when new profiles arrive', OPTIONS, async (t) => {
  const { index, page, look } = await holdLookForMore(t);
  await page.locator('.more').click();
  await page.locator('.card').nth(39).waitFor();
  await index.upsert(profiles.slice(45));
  await look.release();
  assert.equal(await page.locator('.card').count(), 40);
});

test('the address names what was typed when a link is followed at once', OPTIONS, async (t) => {
  const { index, page, url } = await startInstance(t);
  await index.upsert(profiles);
  await page.goto(`${url}/?q=tec`);
  const search = await holdNext(page, resultsOf('?q=tech'));
  await page.locator('#q').press('End');
  await page.keyboard.type('h');
  await page.locator('.card .open').first().click();
  await page.waitForURL('**/creators/**');
  await page.goBack();
  await page.waitForURL('**/?q=tech');
  await search.release();
});

test('cards below the screen are drawn after the others, and all of them', OPTIONS, async (t) => {
  const { index, page, url } = await startInstance(t);
  await index.upsert(profiles);
  await page.goto(`${url}/?q=tec`);
  await page.evaluate(() => {
    const count = () => {
      document.body.dataset.later = String(document.querySelectorAll('.card.later').length);
    };
    document.addEventListener('results', count, { once: true });
  });
  await page.locator('#q').press('End');
  await page.keyboard.type('h');
  await page.locator('body[data-later]').waitFor();
  assert.ok(Number(await page.locator('body').getAttribute('data-later')) > 0);
  await page.waitForFunction(() => document.querySelector('.card.later') === null);
  const drawn = await page
    .locator('.card .name')
    .evaluateAll((names) => names.filter((name) => name.checkVisibility()).length);
  assert.equal(drawn, 20);
});
