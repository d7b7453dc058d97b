// Long: all walks share one instance and one browser.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { SHORTLIST, TEXTS } from '#api/page/texts.ts';
import { openBrowser, SKIP_WITHOUT_BROWSER } from '#tests/support/page/open-browser.ts';
import { pageProfile, pageRecords } from '#tests/support/page/page-profiles.ts';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';

const OPTIONS = { skip: SKIP_WITHOUT_BROWSER };
const profiles = Array.from({ length: 45 }, (_, number) => pageProfile(number));
let browser: Browser;
let api: PublicApi;

if (!SKIP_WITHOUT_BROWSER) {
  before(async () => {
    browser = await openBrowser();
    api = await startPublicApi(profiles, { records: await pageRecords(profiles) });
  });
  after(async () => {
    await browser.close();
    await api[Symbol.asyncDispose]();
  });
}

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(api.url + path);
  return page;
}

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.className);
const total = (page: Page, text: string) =>
  page
    .locator('#total')
    .and(page.getByText(text, { exact: true }))
    .waitFor();

test('finds, opens, saves and compares with the keyboard alone', OPTIONS, async () => {
  const page = await open('/');
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'q');
  await page.keyboard.type('zwiebel');
  await total(page, '1 creator');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), 'open');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/creators/**');
  await page.keyboard.press('Tab');
  for (let i = 0; (await focused(page)) !== 'save needs-script' && i < 20; i++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('#saved-count', { hasText: '1' }).waitFor();
  await page.goBack();
  await total(page, '1 creator');
  assert.equal(await page.locator('#q').inputValue(), 'zwiebel');
  await page.keyboard.press('/');
  await page.keyboard.type('tech');
  await total(page, '45 creators');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  for (const _ of [1, 2]) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
  }
  await page.locator('#compare.shown button', { hasText: 'Compare 2' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/compare**');
  assert.equal(await page.locator('th[scope=col]').count(), 2);
  await page.context().close();
});

test('keys do nothing while typing, and nothing at all once switched off', OPTIONS, async () => {
  const page = await open('/?q=tech');
  await page.locator('#followers_from').focus();
  await page.keyboard.type('/');
  assert.equal(await page.locator('#followers_from').inputValue(), '/');
  await page.locator('#keys').click();
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'keys');
  await page.reload();
  assert.equal(await page.locator('#keys').textContent(), TEXTS.menu.keysOff);
  await page.context().close();
});

for (const [name, at] of [
  ['first', 0],
  ['last', 19],
] as const)
  test(
    `the focus stays on the box of the ${name} creator when new results replace the old ones`,
    OPTIONS,
    async () => {
      const page = await open('/?q=tech');
      const box = page.locator('.pick input').nth(at);
      await box.focus();
      await page.evaluate(() => {
        const results = new Promise((resolve) =>
          document.addEventListener('results', resolve, { once: true }),
        );
        document.querySelector('#q')?.dispatchEvent(new Event('input', { bubbles: true }));
        return results.then(() => null);
      });
      assert.equal(await box.evaluate((element) => element === document.activeElement), true);
      await page.context().close();
    },
  );

test('searches, filters, pages, reads and compares without JavaScript', OPTIONS, async () => {
  const page = await open('/', { javaScriptEnabled: false });
  await page.locator('#q').fill('tech');
  await page.locator('.search button').click();
  await page.waitForURL('**q=tech**');
  await total(page, '45 creators');
  await page.locator('.more').click();
  await page.locator('.first').waitFor();
  await page.locator('.first').click();
  await page.waitForURL(({ search }) => !search.includes('cursor='));
  await page.locator('#platform-tiktok').check();
  await page.locator('.apply').click();
  await total(page, '15 creators');
  assert.ok(page.url().includes('platform=tiktok'));
  await page.locator('#sort').selectOption('engagement');
  await page.locator('.apply').click();
  await page.waitForURL('**sort=engagement**');
  for (const at of [0, 1, 2]) await page.locator('.pick input').nth(at).check();
  await page.locator('#compare button').click();
  await page.waitForURL('**/compare**');
  assert.equal(await page.locator('th[scope=col]').count(), 3);
  await page.locator('th[scope=col] a').first().click();
  await page.locator('svg.plot').waitFor();
  await page.locator('.theme-dark').click();
  await page.locator('html[data-theme=dark]').waitFor();
  await page.waitForURL('**/creators/**');
  assert.equal(await page.locator('.save').first().isVisible(), false);
  await page.context().close();
});

test(
  'results follow the typing, the address follows the results, and "back" leads back',
  OPTIONS,
  async () => {
    const page = await open('/');
    await page.locator('#q').pressSequentially('chiara');
    await total(page, '7 creators');
    await page.waitForURL('**/?q=chiara');
    await page.locator('#q').fill('tech');
    await total(page, '45 creators');
    await page.locator('#platform-tiktok').check();
    await total(page, '15 creators');
    assert.equal(await focused(page), 'platform-tiktok');
    await page.goBack();
    await total(page, '45 creators');
    await page.context().close();
  },
);

test('suggestions follow the combobox pattern', OPTIONS, async () => {
  const page = await open('/');
  const field = page.locator('#q');
  await field.pressSequentially('tec');
  const first = page.locator('#suggestions [role=option]').first();
  await first.waitFor();
  assert.equal(await field.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  assert.equal(await field.getAttribute('aria-activedescendant'), await first.getAttribute('id'));
  const text = await first.textContent();
  await page.keyboard.press('Enter');
  assert.equal(await field.inputValue(), text);
  assert.equal(await field.getAttribute('aria-expanded'), 'false');
  await page.context().close();
});

test('suggestions complete fields, their values and the parts of a longer query', OPTIONS, async () => {
  const page = await open('/');
  const field = page.locator('#q');
  const option = (text: string) =>
    page.locator('#suggestions [role=option]').filter({ hasText: text }).first();
  const take = async (text: string) => {
    await option(text).waitFor();
    const texts = await page.locator('#suggestions [role=option]').allTextContents();
    const at = texts.findIndex((one) => one.startsWith(text));
    for (let i = 0; i <= at; i++) await page.keyboard.press('ArrowDown');
    assert.ok((await option(text).getAttribute('aria-selected')) === 'true', texts.join(', '));
    await page.keyboard.press('Enter');
  };
  await page.keyboard.press('/');
  await page.keyboard.type('tech -gadg');
  await take('gadgets');
  assert.equal(await field.inputValue(), 'tech -gadgets');
  await field.fill('tech ');
  await page.keyboard.type('platf');
  await take('platform:');
  assert.equal(await field.inputValue(), 'tech platform:');
  // The values of a chosen field open by themselves.
  await take('platform:tiktok');
  await total(page, '15 creators');
  await page.keyboard.type(' country:');
  await take('country:ng');
  await total(page, '15 creators');
  assert.equal(await field.inputValue(), 'tech platform:tiktok country:ng');
  await page.keyboard.type(' lang:');
  await page.locator('#suggestions [role=option]').first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#suggestions').isHidden(), true);
  assert.equal(await field.inputValue(), 'tech platform:tiktok country:ng lang:');
  await page.context().close();
});

test('more results are added below the others, once each', OPTIONS, async () => {
  const page = await open('/?q=tech');
  for (const count of [40, 45]) {
    await page.locator('.more').click();
    await page
      .locator('.card')
      .nth(count - 1)
      .waitFor();
  }
  assert.equal(await page.locator('.more').count(), 0);
  const ids = await page
    .locator('.card .pick input')
    .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  assert.equal(new Set(ids).size, 45);
  await page.context().close();
});

test(
  'an unreachable server is said, old results stay, and new ones come when it is back',
  OPTIONS,
  async () => {
    const page = await open('/?q=tech');
    await page.context().setOffline(true);
    await page.locator('#q').fill('zwiebel');
    await page.locator('#connection', { hasText: /./ }).waitFor();
    assert.equal(await page.locator('.card').count(), 20);
    await page.context().setOffline(false);
    await total(page, '1 creator');
    assert.equal(await page.locator('#connection').textContent(), '');
    await page.context().close();
  },
);

test('a search that fails on the server is reported in place, with a way to retry', OPTIONS, async () => {
  const page = await open('/?q=tech');
  await page.route('**/results?**', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'text/html',
      body: '<section id="results" role="alert" class="state"><a href="/?q=a">again</a></section>',
    }),
  );
  await page.locator('#q').fill('techn');
  await page.locator('[role=alert]').waitFor();
  await page.unroute('**/results?**');
  await page.locator('#q').fill('tech');
  await total(page, '45 creators');
  await page.context().close();
});

test('the first profiles of an instance appear without a reload', OPTIONS, async () => {
  const { index, ...empty } = await startEmpty();
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(empty.url);
  await page.locator('#first-run').waitFor();
  await index.upsert(profiles.map((profile) => ({ profile, version: 1 })));
  await total(page, '45 creators');
  await page.context().close();
  await empty.close();
});

test('a shortlist keeps status and note, and goes through a file', OPTIONS, async () => {
  const page = await open('/?q=tech');
  for (const at of [0, 1]) await page.locator('.card .save').nth(at).click();
  await page.locator('.to-shortlist').click();
  await page.locator('.saved select').first().selectOption('agreed');
  await page.locator('.saved textarea').first().fill('=1+1');
  await page.reload();
  assert.equal(await page.locator('.saved textarea').first().inputValue(), '=1+1');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#export').click()]);
  const file = await readFile((await download.path()) ?? '', 'utf8');
  assert.match(file, /,agreed,'=1\+1,/);
  await page.locator('.saved .plain').first().click();
  await page.locator('.saved').nth(1).waitFor({ state: 'detached' });
  await page
    .locator('#import')
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.locator('.saved').nth(1).waitFor();
  assert.deepEqual(
    (
      await page
        .locator('.saved textarea')
        .evaluateAll((fields) => fields.map((field) => (field as HTMLTextAreaElement).value))
    ).sort(),
    ['', '=1+1'],
  );
  const damaged = 'id,status\ninstagram,new\ninstagram:77,contactd\ninstagram:78,contacted\n';
  await page
    .locator('#import')
    .setInputFiles({ name: 'b.csv', mimeType: 'text/csv', buffer: Buffer.from(damaged) });
  await page.locator('.saved').nth(2).waitFor();
  assert.equal(await page.locator('.saved').count(), 3);
  const said = (await page.locator('.notice').textContent()) ?? '';
  assert.match(said, /line 2\b.*line 3\b/);
  await page.context().close();
});

test('the buttons of a shortlist do not change when a status or a comparison does', OPTIONS, async () => {
  const page = await open('/?q=tech');
  for (const at of [0, 1, 2]) await page.locator('.card .save').nth(at).click();
  await page.locator('.to-shortlist').click();
  await page.locator('.saved select').first().selectOption('agreed');
  const compare = page.locator('#compare button[type=submit]');
  const removes = page.locator('.saved .plain');
  const texts = await removes.allTextContents();
  assert.deepEqual(texts, [SHORTLIST.remove, SHORTLIST.remove, SHORTLIST.remove]);
  for (const at of [0, 1]) await page.locator('.saved .pick input').nth(at).check();
  assert.equal(await compare.textContent(), TEXTS.results.compareCount(2));
  assert.deepEqual(await removes.allTextContents(), texts);
  for (const at of [0, 1]) await page.locator('.saved .pick input').nth(at).uncheck();
  await removes.first().click();
  await page.locator('.saved').nth(2).waitFor({ state: 'detached' });
  assert.equal(await page.locator('.saved').count(), 2);
  await page.context().close();
});

test('no part of a page comes from another server', OPTIONS, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  for (const path of ['/', '/creators/instagram:1', '/compare?id=instagram:1', '/shortlist'])
    await page.goto(api.url + path);
  assert.deepEqual([...origins], [api.url]);
  await context.close();
});

async function startEmpty() {
  const { createEmbeddedSearchIndex } = await import('#adapters/search/embedded/embedded-search-index.ts');
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const folder = await mkdtemp(join(tmpdir(), 'influscope-first-run-'));
  const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
  const started = await startPublicApi([], { index });
  return {
    index,
    url: started.url,
    async close() {
      await started[Symbol.asyncDispose]();
      await index.close();
      await rm(folder, { recursive: true });
    },
  };
}
