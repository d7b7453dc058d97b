// Long: one table of all renderers, so that none is forgotten.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { createWording } from '#cli/hint.ts';
import { OUTPUT_FORMATS } from '#cli/output/output-format.ts';
import { renderAlerts } from '#cli/output/render/render-alerts.ts';
import { renderDead } from '#cli/output/render/render-dead.ts';
import { renderDeadBody } from '#cli/output/render/render-dead-body.ts';
import { renderError } from '#cli/output/render/render-error.ts';
import { renderHistory } from '#cli/output/render/render-history.ts';
import { renderInstances } from '#cli/output/render/render-instances.ts';
import { renderKeys } from '#cli/output/render/render-keys.ts';
import { describeAdded, renderList, renderLists } from '#cli/output/render/render-lists.ts';
import { createLogRenderer } from '#cli/output/render/render-log-line.ts';
import { renderNotes } from '#cli/output/render/render-notes.ts';
import { renderProfile } from '#cli/output/render/render-profile.ts';
import { renderQueues } from '#cli/output/render/render-queues.ts';
import { renderReceipt } from '#cli/output/render/render-receipt.ts';
import { renderResults } from '#cli/output/render/render-results.ts';
import { renderSavedSearches } from '#cli/output/render/render-saved-searches.ts';
import { renderSimilar } from '#cli/output/render/render-similar.ts';
import { renderSources } from '#cli/output/render/render-sources.ts';
import { profilesToCsv } from '#cli/output/text/csv.ts';
import { plainText } from '#cli/output/text/safe-text.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';
import { aProfile } from '#tests/integration/cli/commands/profile.ts';
import { capture, FORBIDDEN, HOSTILE } from './hostile.ts';

const profile = aProfile({
  id: HOSTILE,
  username: HOSTILE,
  display_name: HOSTILE,
  bio: HOSTILE,
  category: HOSTILE,
  country: HOSTILE,
  language: HOSTILE,
  url: HOSTILE,
  topics: [HOSTILE],
  source: HOSTILE,
  fetched_at: HOSTILE,
});
const wide = { tableWidth: Number.POSITIVE_INFINITY, columns: 80, color: false };
const letter = {
  queue: HOSTILE,
  id: HOSTILE,
  died_at: new Date(0).toISOString(),
  attempts: 1,
  reason: HOSTILE,
  bytes: 1,
  body: HOSTILE,
};
const facet = [{ value: HOSTILE, count: 1 }];

/** What each renderer makes of hostile text. A renderer that is not here fails the test below. */
const RENDERERS: Readonly<Record<string, () => string>> = {
  'render-alerts.ts': () =>
    flat(
      renderAlerts({
        alerts: [
          {
            at: HOSTILE,
            kind: 'growth',
            search: { name: HOSTILE },
            profile: { id: HOSTILE, username: HOSTILE, display_name: HOSTILE },
            figures: { from: 1, to: 2, change: 1 },
          } as never,
        ],
        waiting: 1,
        last: HOSTILE as never,
      }),
    ),
  'render-dead.ts': () =>
    flat(renderDead([{ queue: HOSTILE, total: 1, dead: [letter] } as never], wide, Date.now())),
  'render-dead-body.ts': () => renderDeadBody(letter as never, { tty: true }, Date.now()),
  'render-error.ts': () =>
    renderError({
      message: HOSTILE,
      hint: { text: HOSTILE, command: ['show', HOSTILE] },
      color: false,
      room: { width: 80, words: createWording('influscope', () => undefined) },
    }),
  'render-history.ts': () =>
    flat(
      renderHistory(
        [
          {
            revision: 2,
            at: HOSTILE,
            by: HOSTILE,
            result: 'ready',
            repeats: null,
            current: true,
            images: { api: HOSTILE },
            settings: { [HOSTILE]: HOSTILE },
          },
          {
            revision: 1,
            at: HOSTILE,
            by: HOSTILE,
            result: 'failed',
            repeats: null,
            current: false,
            images: {},
            settings: {},
          },
        ],
        wide,
      ),
    ),
  'render-instances.ts': () =>
    flat(
      renderInstances(
        [
          {
            name: HOSTILE,
            target: HOSTILE,
            state: null,
            ready: null,
            profiles: null,
            url: HOSTILE,
            cost_per_month: null,
            currency: null,
            error: HOSTILE,
          },
        ],
        wide,
      ),
    ),
  'render-keys.ts': () =>
    flat(
      renderKeys(
        [
          {
            name: HOSTILE,
            rights: [HOSTILE],
            rate_per_minute: 1,
            requests: 1,
            refused: 1,
            last_used_at: HOSTILE,
            created_at: HOSTILE,
          } as never,
        ],
        wide,
      ),
    ),
  'render-lists.ts': () =>
    [
      flat(renderLists([{ name: HOSTILE, count: 1, created_at: HOSTILE } as never], wide)),
      flat(renderList({ name: HOSTILE, data: [] } as never, wide)),
      flat(
        renderList(
          {
            name: HOSTILE,
            data: [
              {
                id: HOSTILE,
                username: HOSTILE,
                platform: HOSTILE,
                followers: 1,
                engagement_rate: 0.1,
                status: HOSTILE,
                note: HOSTILE,
                saved_at: HOSTILE,
              },
            ],
          } as never,
          wide,
        ),
      ),
      describeAdded({ name: HOSTILE, added: 1, changed: 1, unchanged: 1, refused: 1 } as never),
    ].join('\n'),
  'render-log-line.ts': () =>
    [
      null,
      { msg: HOSTILE, service: HOSTILE, level: HOSTILE, time: HOSTILE, err: { stack: HOSTILE }, x: HOSTILE },
    ]
      .map((record) => createLogRenderer(false)({ text: HOSTILE, record }))
      .join('\n'),
  'render-profile.ts': () => renderProfile(profile, 80),
  'render-queues.ts': () =>
    flat(
      renderQueues(
        [
          {
            name: HOSTILE,
            ready: 1,
            in_flight: 1,
            delayed: 1,
            dead: 1,
            published_per_second: 1,
            acknowledged_per_second: 1,
            oldest_ms: 1,
            rates_window_ms: 1,
            rates_by: 'server',
          } as never,
        ],
        wide,
      ),
    ),
  'render-notes.ts': () =>
    renderNotes(`${HOSTILE} x`, [
      {
        code: 'bad_value',
        message: HOSTILE,
        span: { start: 0, end: HOSTILE.length },
        suggestion: HOSTILE,
      },
    ]).join('\n'),
  'render-results.ts': () =>
    flat(
      renderResults(
        {
          count: 1,
          total: 1,
          took_ms: 1,
          matched: 'exact',
          query: HOSTILE,
          sort: 'relevance',
          notes: [{ code: 'bad_value', message: HOSTILE, span: { start: 0, end: 1 }, suggestion: HOSTILE }],
          plain: null,
          meaning: null,
          next: HOSTILE,
          data: [profile],
          facets: { platform: facet, category: facet, tier: facet, source: facet },
        },
        wide,
        {
          wide: true,
          facets: true,
          nextPage: { text: 'Next page', command: ['search', HOSTILE, '--cursor', HOSTILE] },
        },
      ),
    ),
  'render-saved-searches.ts': () =>
    flat(
      renderSavedSearches(
        [
          {
            name: HOSTILE,
            query: HOSTILE,
            alerts: { new_matches: true, growth_over: 1, engagement_falls_over: 1 },
            to: [HOSTILE],
            created_at: HOSTILE,
          } as never,
        ],
        wide,
      ),
    ),
  'render-similar.ts': () =>
    flat(
      renderSimilar(
        { data: [{ score: 1, profile, reasons: [{ kind: 'words', values: [HOSTILE] }] }] } as never,
        wide,
      ),
    ),
  'render-sources.ts': () =>
    flat(
      renderSources(
        [
          {
            name: HOSTILE,
            state: HOSTILE,
            reason: HOSTILE,
            budgets: [{ left: 1, limit: 2, unit: HOSTILE }],
            last_success_at: null,
            last_error: { at: 0, message: HOSTILE },
            next_run_at: null,
          } as never,
        ],
        wide,
        Date.now(),
      ),
    ),
};

/** Files that render no text of their own to a stream, and who covers them. */
const COVERED_ELSEWHERE = [
  'render-enrichment.ts',
  'render-receipt.ts',
  'result-column-names.ts',
  'result-columns.ts',
];

function flat({ lines, remarks }: { lines: readonly string[]; remarks: readonly unknown[] }): string {
  const { output, read } = capture('table');
  for (const line of lines) output.write(line);
  output.remark(...(remarks as string[]));
  return read().all;
}

describe('hostile text in results', () => {
  for (const [name, render] of Object.entries(RENDERERS)) {
    test(`${name} writes nothing that drives a terminal`, () => {
      const { output, read } = capture('text');
      output.write(render());
      const { all } = read();
      assert.ok(!FORBIDDEN.test(all), JSON.stringify(all));
    });
  }

  test('every renderer is covered', () => {
    const files = readdirSync(new URL('../../cli/output/render', import.meta.url)).sort();
    assert.deepEqual([...Object.keys(RENDERERS), ...COVERED_ELSEWHERE].sort(), files);
    assert.equal(typeof renderReceipt, 'function');
  });

  for (const format of OUTPUT_FORMATS) {
    test(`a result, a remark, a warning and a question as ${format}`, () => {
      const { output, read } = capture(format);
      output.write(format.includes('json') ? JSON.stringify({ a: HOSTILE }) : HOSTILE);
      output.remark(HOSTILE, { text: HOSTILE, command: [HOSTILE] });
      output.warn(HOSTILE);
      output.ask(HOSTILE);
      const { stdout, stderr } = read();
      assert.ok(!FORBIDDEN.test(stderr), JSON.stringify(stderr));
      if (format === 'csv') assert.ok(!/(?![\n\r\t])\p{Cc}/u.test(stdout), JSON.stringify(stdout));
      else assert.ok(!FORBIDDEN.test(stdout), JSON.stringify(stdout));
      if (format.includes('json')) assert.equal((JSON.parse(stdout) as { a: string }).a, HOSTILE);
    });
  }

  test('no cell of a CSV file is a formula, and each reads back', () => {
    const { output, read } = capture('csv');
    for (const line of profilesToCsv([profile])) output.write(line);
    const [row] = parse(read().stdout, { columns: true }) as Record<string, string>[];
    for (const [name, cell] of Object.entries(row ?? {})) assert.doesNotMatch(cell, /^\s*[=+@|%]/, name);
    assert.ok(row?.bio?.includes('evil'));
  });
});

test('a pasted hint runs nothing that its words hold', () => {
  const line = plainText(quoteShell(['printf', '%s', HOSTILE.replaceAll('\u0000', '')]));
  const folder = mkdtempSync(join(tmpdir(), 'influscope-paste-'));
  execFileSync('bash', ['-c', line], { cwd: folder });
  assert.deepEqual(readdirSync(folder), []);
});

test('all places that write to a stream are those that make text safe', () => {
  const files = readdirSync(new URL('../../cli', import.meta.url), { recursive: true, encoding: 'utf8' });
  const writers = files.filter(
    (name) =>
      name.endsWith('.ts') &&
      /std(?:out|err)\b[^;]{0,40}\.write\(/.test(
        readFileSync(new URL(`../../cli/${name}`, import.meta.url), 'utf8'),
      ),
  );
  assert.deepEqual(writers.sort(), [
    'main.ts',
    'output/output.ts',
    'output/sinks/json-sink.ts',
    'output/sinks/text-sink.ts',
  ]);
});
