import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Chalk } from 'chalk';
import { Check } from 'typebox/value';
import type { Hint } from '#cli/hint.ts';
import { event, note, step } from '#cli/output/events/events.ts';
import { EVENTS, eventsSchema } from '#cli/output/events/registry.ts';
import type { Output } from '#cli/output/output.ts';
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

const around = {
  style: new Chalk({ level: 0 }),
  words: plainWording,
  width: Number.POSITIVE_INFINITY,
  now: 0,
};
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

test('a question is folded between words, and the answer follows its last word', () => {
  const written: string[] = [];
  const question = `Delete the profiles, pictures and files of ${'a person '.repeat(9)}everywhere? [y/N] `;
  outputTo(written, true).ask(question);
  const lines = written.join('').split('\n');
  assert.ok(lines.length > 1 && lines.every((line) => line.length <= 80), written.join(''));
  assert.equal(lines.map((line) => line.trim()).join(' '), question.trim());
  assert.match(lines.at(-1) ?? '', / $/);
});

/** What a terminal of 80 columns gets as remarks. */
function remarksOf(lines: readonly (string | Hint)[], isTTY: boolean): string[] {
  const written: string[] = [];
  outputTo(written, isTTY).remark(...lines);
  return written.join('').trimEnd().split('\n');
}

/** The output of a terminal of 80 columns, or of a program that reads it. */
function outputTo(written: string[], isTTY: boolean): Output {
  const writer = { write: (text: string) => written.push(text) > 0, isTTY, columns: 80 };
  return createOutput({
    format: 'text',
    streamsEvents: false,
    quiet: false,
    stdout: writer,
    stderr: writer,
    words: plainWording,
    title: 'influscope',
    env: {},
  });
}

test('a remark that is wider than the terminal is folded, and its command stays in one piece', () => {
  const words = 'Every word of a long remark is shown. '.repeat(4).trim();
  const command = ['search', '--followers', '10k..500k', '--engagement', '3', 'coffee roaster'];
  const hint = { text: 'A remark and a command that do not fit into one line', command };
  const folded = remarksOf([words, `  ${words}`, hint, { command }], true);
  for (const line of folded) assert.ok(line.length <= 80, line);
  assert.ok(folded.includes(`  ${plainWording.command(command)}`));
  assert.equal(folded.join(' ').match(/Every word/g)?.length, 8);
  assert.deepEqual(remarksOf([words, hint], false), [words, plainWording.hint(hint)]);
});

test('a long sample of an import does not make a line wider than 80 columns', () => {
  const bio = { name: 'Bio', index: 3, field: 'bio', why: 'its name', contradicted: false };
  const samples = Array.from({ length: 3 }, () => 'A bio that has many more words than a sample can show');
  const table = { name: '', shape: null, posts: false, header_line: 1, ignored: [], missing: [] };
  const platform = { platform: null, platform_by: 'column', platform_detail: 'Platform', rows: 12 };
  const shown = { ...table, ...platform, columns: [{ ...bio, samples }] };
  const lines = EVENTS.table.text(
    event({ type: 'table', file: 'examples/creators.csv', dry_run: true, table: shown as never }),
    around,
  );
  assert.equal(lines.length, 3);
  for (const line of lines) assert.ok(line.length <= 80, line);
});
