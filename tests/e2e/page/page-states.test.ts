/**
 * Every state of the pages at three widths, light and dark. `npm run test:page` looks at all of them, `npm test` at a
 * part, and PAGE_STATES=NAME,NAME at some. With SHOTS=FOLDER it writes pictures.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { KeyGuard } from '#api/keys/key-guard.ts';
import { createKeyGuard } from '#api/keys/key-guard.ts';
import { createKeyStore } from '#runtime/keys/key-store.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import { openBrowser, SKIP_WITHOUT_BROWSER } from '#tests/support/page/open-browser.ts';
import { pageProfile, pageRecords } from '#tests/support/page/page-profiles.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';

interface State {
  path: string;
  on?: 'empty' | 'locked';
  act?: (page: Page) => Promise<unknown>;
}

const save = async (page: Page) => {
  await page.locator('.card .save').nth(0).click();
  await page.locator('.card .save').nth(1).click();
};

const STATES: Record<string, State> = {
  results: { path: '/?q=tech' },
  everyone: { path: '/' },
  filtered: {
    path: '/?q=tech&platform=tiktok&category=technology&followers_from=10k',
    act: (page) => page.locator('#filters').evaluate((filters) => filters.setAttribute('open', '')),
  },
  picked: { path: '/?q=tech', act: (page) => pickTwo(page) },
  suggestions: {
    path: '/',
    act: async (page) => {
      await page.locator('#q').pressSequentially('tec');
      await page.locator('#suggestions li').first().waitFor();
    },
  },
  'suggested-fields': {
    path: '/',
    act: async (page) => {
      await page.locator('#q').pressSequentially('tech co');
      await page.locator('#suggestions small').first().waitFor();
      await page.keyboard.press('ArrowUp');
    },
  },
  'save-search': {
    path: '/?q=tech&platform=tiktok&category=technology&followers_from=10k&sort=engagement',
    act: (page) => page.locator('.save-search summary').click(),
  },
  nothing: { path: '/?q=xyzzyqwert&platform=tiktok' },
  notes: { path: '/?q=tech&followers_from=many&cursor=old' },
  'first-run': { path: '/', on: 'empty' },
  'not-found': { path: '/creators/unknown' },
  creator: { path: '/creators/instagram:2' },
  compare: { path: '/compare?id=instagram:1&id=tiktok:0&id=instagram:4&id=instagram:gone' },
  key: { path: '/', on: 'locked' },
  'key-wrong': { path: '/key', on: 'locked', act: (page) => enterKey(page, 'isk_nothing') },
  'key-stored': {
    path: '/key',
    on: 'locked',
    act: async (page) => {
      await enterKey(page, key);
      await page.goto(new URL('/key', page.url()).href);
      await page.locator('[name=forget]').waitFor({ state: 'attached' });
    },
  },
  'compare-nothing': { path: '/compare' },
  'shortlist-empty': { path: '/shortlist' },
  shortlist: {
    path: '/?q=tech',
    act: async (page) => {
      await save(page);
      await page.locator('.to-shortlist').click();
      await page.locator('.saved').first().waitFor();
    },
  },
};

const WANTED = process.env.PAGE_STATES;
const LOOKS = [360, 800, 1440].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);
const SAMPLE_STATES = ['results', 'creator', 'shortlist', 'key-stored'];
const SAMPLE = [LOOKS[0], LOOKS[5]].filter((look) => look !== undefined);
const CHOSEN = WANTED === 'all' ? Object.keys(STATES) : (WANTED?.split(',') ?? SAMPLE_STATES);

const profiles = Array.from({ length: 30 }, (_, number) => pageProfile(number));
let browser: Browser;
let api: PublicApi;
let empty: PublicApi;
let locked: PublicApi;
let guard: KeyGuard;
let key: string;

if (!SKIP_WITHOUT_BROWSER) {
  before(async () => {
    browser = await openBrowser();
    api = await startPublicApi(profiles, { records: await pageRecords(profiles) });
    empty = await startPublicApi([]);
    const records = createFakeRecords();
    const added = await createKeyStore(records).add(
      { name: 'page', rights: ['search'], rate_per_minute: null },
      Date.now(),
    );
    assert.ok(typeof added === 'object');
    key = added.key;
    guard = createKeyGuard({ records, logger: silentLogger(), ownerToken: null });
    locked = await startPublicApi(profiles, { keys: guard, records });
  });
  after(async () => {
    await browser.close();
    await guard.close();
    await locked[Symbol.asyncDispose]();
    await api[Symbol.asyncDispose]();
    await empty[Symbol.asyncDispose]();
  });
}

for (const { width, colorScheme } of WANTED === undefined ? SAMPLE : LOOKS) {
  test(`every page fits, is readable and accessible at ${width} px, ${colorScheme}`, {
    skip: SKIP_WITHOUT_BROWSER,
  }, async (t) => {
    for (const [name, state] of Object.entries(STATES).filter(([key]) => CHOSEN.includes(key))) {
      await t.test(name, async () => {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
        const page = await context.newPage();
        page.setDefaultTimeout(60_000);
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(error.message));
        page.on('console', (message) => {
          if (message.type() === 'error' && !/status of 40[14]/.test(message.text()))
            faults.push(message.text());
        });
        await page.goto(`${{ empty, locked, full: api }[state.on ?? 'full'].url}${state.path}`);
        await state.act?.(page);
        if (process.env.SHOTS) {
          const path = join(process.env.SHOTS, `${name}-${width}-${colorScheme}.png`);
          await page.screenshot({ path, fullPage: true });
        }
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(excess <= 0, `${excess} px too wide`);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() =>
          (window as unknown as { axe: typeof axe }).axe.run(),
        );
        assert.deepEqual(
          violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 150)).join(' | ')}`,
          ),
          [],
        );
        assert.deepEqual(faults, []);
        await context.close();
      });
    }
  });
}

async function enterKey(page: Page, text: string): Promise<void> {
  await page.locator('#key').fill(text);
  await page.locator('.key button.button').click();
  await page.waitForLoadState();
}

async function pickTwo(page: Page): Promise<void> {
  await page.locator('.card .pick input').nth(0).check();
  await page.locator('.card .pick input').nth(1).check();
}
