import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Chalk } from 'chalk';
import { Check } from 'typebox/value';
import { event, note, step } from '#cli/output/events/events.ts';
import { EVENTS, eventsSchema } from '#cli/output/events/registry.ts';
import { createOutput } from '#cli/output/output.ts';
import { createLogRenderer } from '#cli/output/render/render-log-line.ts';
import { describeEngagement } from '#cli/output/render/render-profile.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
  formatShortCount,
} from '#cli/output/text/format.ts';
import { aProfile } from '#tests/integration/cli/commands/profile.ts';
import { plainWording } from '#tests/support/cli/hint-text.ts';

const progress = event({
  type: 'progress',
  step: 'import',
  done: 12_300,
  total: 20_000,
  unit: 'profiles',
  fraction: 0.615,
  rate: 2_314.4,
  remaining_ms: 3_327,
});

test('the published schema is the one the events are typed by', () => {
  const published = JSON.parse(
    readFileSync(new URL('../../../cli/output/events/events.schema.json', import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
  const { $schema: _schema, title: _title, description: _description, ...schema } = published;
  assert.deepEqual(
    schema,
    JSON.parse(JSON.stringify(eventsSchema())),
    'run node scripts/generate-event-schema.ts',
  );
});

test('events are what the schema says', () => {
  const { started, done } = step('start', 'Starting');
  for (const one of [progress, note('a', 'b'), started, done('Started')])
    assert.ok(Check(eventsSchema(), one), one.type);
  assert.equal(Check(eventsSchema(), { ...progress, extra: 1 }), false);
});

const around = { style: new Chalk({ level: 0 }), words: plainWording, now: 0 };
const progressText = (one: typeof progress) => EVENTS.progress.text(one, around).join();

test('progress says how much, how fast and how long', () => {
  assert.equal(progressText(progress), '12,300 of 20,000 (61%), 2,314/s, 3.3 s left');
  const open = { ...progress, total: null, fraction: null, rate: null, remaining_ms: null };
  assert.equal(progressText(open), '12,300 profiles');
});

test('numbers are short and exact enough', () => {
  assert.deepEqual([0, 999, 1_234_567].map(formatCount), ['0', '999', '1,234,567']);
  assert.deepEqual(
    [0, 950, 999, 1_000, 12_345, 99_950, 999_499, 999_500, 1_200_000, 2e9].map(formatShortCount),
    ['0', '950', '999', '1k', '12.3k', '100k', '999k', '1M', '1.2M', '2B'],
  );
  assert.deepEqual([0, 0.0004, 0.031, 0.5].map(formatRate), ['0%', '0.04%', '3.1%', '50%']);
  assert.deepEqual([0, 1_023, 1_536].map(formatBytes), ['0 B', '1023 B', '1.5 KiB']);
  assert.deepEqual([40, 9_000, 12_000, 200_000, 7_500_000, 273_600_000].map(formatDuration), [
    '0.0 s',
    '9.0 s',
    '12 s',
    '3 min 20 s',
    '2 h 5 min',
    '3 d 4 h',
  ]);
});

test('a rate that is not known says why', () => {
  const engagement = {
    ...aProfile().engagement,
    median: null,
    low: null,
    high: null,
    reason: 'likes_hidden' as const,
  };
  assert.equal(describeEngagement(engagement), 'unknown: likes are hidden');
});

test('colour is for terminals, unless it is asked for or refused', () => {
  const color = (isTTY: boolean, env: Record<string, string>) => {
    const stream = { write: () => true, isTTY };
    return createOutput({
      format: 'text',
      streamsEvents: false,
      quiet: false,
      stdout: stream,
      stderr: stream,
      env,
      title: 'influscope up',
      words: plainWording,
    }).color;
  };
  assert.deepEqual(
    [color(true, {}), color(false, {}), color(true, { NO_COLOR: '1' }), color(false, { FORCE_COLOR: '1' })],
    [true, false, false, true],
  );
  assert.equal(color(true, { TERM: 'dumb' }), false);
});

test('off a terminal progress comes as plain lines', async () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const output = createOutput({
    format: 'text',
    streamsEvents: true,
    quiet: false,
    stdout: stream,
    stderr: stream,
    env: {},
    title: 'influscope up',
    words: plainWording,
  });
  const sink = await output.events();
  const { started, done } = step('start', 'Starting', () => 0);
  for (const one of [started, progress, done('Started')]) sink.emit(one);
  sink.close();
  assert.deepEqual(written, ['✔ Started\n']);
});

test('log lines have a time, level, service and message', () => {
  const render = createLogRenderer(false);
  const record = {
    time: '2026-03-01T12:00:00.000Z',
    level: 'warn',
    service: 'indexer',
    msg: 'slow \u001b[2J',
    ms: 12,
  };
  assert.equal(render({ text: '', record }), '2026-03-01 12:00:00.000 WARN  indexer   slow [2J ms=12');
  assert.equal(render({ text: 'not json', record: null }), 'not json');
});
