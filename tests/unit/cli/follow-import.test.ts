import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followImport } from '#cli/commands/import/import-progress.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { ImportReportLine } from '#contract/import/import.ts';

const counts = { bytes: 0, rows: 0, accepted: 0, posts_only: 0, rejected: 0, skipped: 0 };
const waiting: ImportReportLine = { type: 'waiting', reason: 'disk full', code: 'disk_full' };
const waits: ImportReportLine = {
  type: 'progress',
  ...counts,
  waiting: { code: 'disk_full', reason: 'disk full' },
};
const moves: ImportReportLine = { type: 'progress', ...counts };
const done = {
  type: 'done',
  ...counts,
  elapsed_ms: 1,
  import_id: 'id',
  summary: {},
} as unknown as ImportReportLine;

async function notesOf(lines: ImportReportLine[]): Promise<string[]> {
  const events: Event[] = [];
  async function* report() {
    yield* lines;
  }
  await followImport(report(), {
    name: 'list.csv',
    unit: 'rows',
    fraction: () => null,
    total: null,
    showRejected: 0,
    sink: { emit: (event: Event) => void events.push(event) } as never,
  });
  return events.flatMap((event) => (event.type === 'note' ? event.code : []));
}

test('an import that waited says once that it continues, also when it ends before its next progress', async () => {
  assert.deepEqual(await notesOf([moves, waiting, waits, moves, moves, done]), [
    'import_waiting',
    'import_resumed',
  ]);
  assert.deepEqual(await notesOf([waiting, waits, done]), ['import_waiting', 'import_resumed']);
  assert.deepEqual(await notesOf([waiting, done]), ['import_waiting', 'import_resumed']);
  assert.deepEqual(await notesOf([moves, done]), []);
});
