/**
 * The page in an installed Chromium over synthetic profiles: `node bench/page.ts [count]`, 100,000 by default. Prints the time
 * from a keystroke to painted results, and the Largest Contentful Paint of each page.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import { openBrowser } from '#tests/support/page/open-browser.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { quantile } from './quantile.ts';
import { createCorpus } from './search-documents.ts';

const COUNT = Number(process.argv[2] ?? 100_000);
const BATCH = 2_000;
const WORDS = 40;
const PAGES = ['/', '/?q=tech', '/?q=tech&platform=tiktok&followers_from=10k'];
const PAINTS = 5;

const folder = await mkdtemp(join(tmpdir(), 'influscope-page-'));
const index = createEmbeddedSearchIndex({ path: join(folder, 'search') });
const corpus = createCorpus(3);
for (let at = 0; at < COUNT; at += BATCH) {
  const size = Math.min(BATCH, COUNT - at);
  await index.upsert(Array.from({ length: size }, (_, i) => corpus.document(at + i)));
}
await index.refresh();
const api = await startPublicApi([], { index });
const browser = await openBrowser();
try {
  const { profile } = corpus.document(7);
  for (const path of [...PAGES, `/creators/${profile.id}`]) console.log(await measurePaint(path));
  const strokes = await measureKeystrokes();
  console.log(`${COUNT} profiles, ${strokes.length} keystrokes to painted results:`);
  for (const part of ['total', 'request', 'answer', 'insert', 'paint'] as const) {
    const row = [0.5, 0.95, 1].map((share) =>
      quantile(
        strokes.map((stroke) => stroke[part]),
        share,
      ).toFixed(0),
    );
    console.log(`  ${part}: p50 ${row[0]}, p95 ${row[1]}, max ${row[2]} ms`);
  }
} finally {
  await browser.close();
  await api[Symbol.asyncDispose]();
  await index.close();
  await rm(folder, { recursive: true });
}

async function measureKeystrokes(): Promise<Stroke[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(api.url);
  await page.evaluate(watchKeystrokes);
  const field = page.locator('#q');
  // The middle of the list: words that are neither in a third of the profiles nor in one.
  const words = corpus.words.slice(20, 20 + WORDS);
  for (const word of words) {
    await field.fill('');
    for (const letter of word) {
      const seen = await page.evaluate(() => (window as unknown as Watched).painted.length);
      await page.keyboard.type(letter);
      await page.waitForFunction((count) => (window as unknown as Watched).painted.length > count, seen);
    }
  }
  const painted = await page.evaluate(() => (window as unknown as Watched).painted);
  await page.close();
  return painted.slice(5);
}

/** Times of a keystroke, ms. */
interface Stroke {
  /** From the key to the frame after its results. */
  total: number;
  /** From the key to the request. */
  request: number;
  /** From the request to the last byte of the answer. */
  answer: number;
  /** From there until the results are in the document. */
  insert: number;
  /** From there to the end of the frame: style, layout and paint. */
  paint: number;
}

interface Watched {
  painted: Stroke[];
}

/** Runs in the page: the time of the last key, then of the frame in which the results of it stand. */
function watchKeystrokes(): void {
  const watched = window as unknown as Watched;
  watched.painted = [];
  let pressedAt = 0;
  addEventListener('keydown', (event) => (pressedAt = event.timeStamp), true);
  document.addEventListener('results', () => {
    const from = pressedAt;
    const inserted = performance.now();
    requestAnimationFrame(() =>
      setTimeout(() => {
        const painted = performance.now();
        const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
        const asked = entries.findLast(({ name }) => name.includes('/results'));
        watched.painted.push({
          total: painted - from,
          request: (asked?.startTime ?? from) - from,
          answer: (asked?.responseEnd ?? from) - (asked?.startTime ?? from),
          insert: inserted - (asked?.responseEnd ?? from),
          paint: painted - inserted,
        });
        performance.clearResourceTimings();
      }),
    );
  });
}

async function measurePaint(path: string): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < PAINTS; i++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(api.url + path);
    times.push(await largestPaint(page));
    await context.close();
  }
  return `Largest Contentful Paint of ${path}: median ${quantile(times, 0.5).toFixed(0)} ms of ${PAINTS}`;
}

function largestPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );
}
