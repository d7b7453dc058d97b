import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Event } from '#cli/output/events/events.ts';
import { EVENTS } from '#cli/output/events/registry.ts';
import { assertHarmless, capture, HOSTILE } from './hostile.ts';
import { sampleOf } from './sample-of-schema.ts';

const types = Object.keys(EVENTS) as (keyof typeof EVENTS)[];
const samples = (type: keyof typeof EVENTS) =>
  [0, 1, 2].map((variant) => withHints(sampleOf(EVENTS[type].schema, HOSTILE, variant)) as Event);

/** A hint is data in an event, and text in its JSON form. */
function withHints(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withHints);
  if (typeof value !== 'object' || value === null) return value;
  const hint = { text: HOSTILE, shell: [['echo', HOSTILE]], command: ['show', HOSTILE] };
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      ['hint', 'fix'].includes(key) && typeof one === 'string' ? hint : withHints(one),
    ]),
  );
}

describe('hostile text in events', () => {
  for (const type of types) {
    test(`${type}: as text`, async () => {
      for (const event of samples(type)) {
        const { output, read } = capture('text');
        (await output.events()).emit(event);
        output.close();
        assertHarmless(read().all, type);
      }
    });

    test(`${type}: as JSON, which reads back to the same value`, async () => {
      for (const event of samples(type)) {
        const { output, read } = capture('json');
        (await output.events()).emit(event);
        assertHarmless(read().stdout, type);
        const back = JSON.parse(read().stdout) as Record<string, unknown>;
        for (const [key, value] of Object.entries(event))
          if (typeof value === 'string') assert.equal(back[key], value, key);
      }
    });

    test(`${type}: in GitHub Actions, runs no command of the runner`, async () => {
      for (const event of samples(type)) {
        const summary = join(mkdtempSync(join(tmpdir(), 'influscope-summary-')), 'summary.md');
        const { output, read } = capture('text', { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
        (await output.events()).emit(event);
        output.close();
        const { all } = read();
        assertHarmless(all.replaceAll(/%0[AD]/g, ' '), type);
        const forged = all.split('\n').filter((line) => /^\s*::error::forged|##\[/.test(line));
        assert.deepEqual(forged, [], type);
      }
    });
  }

  test('every sink is covered', () => {
    const sinks = readdirSync(new URL('../../cli/output/sinks', import.meta.url));
    assert.deepEqual(sinks.filter((name) => name.endsWith('-sink.ts')).sort(), [
      'github-sink.ts',
      'json-sink.ts',
      'text-sink.ts',
    ]);
  });
});
