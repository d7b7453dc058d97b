import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImportTallies } from '#indexer/pipeline/import-tallies.ts';

test('counts by import, and forgets the oldest of many', () => {
  const tallies = createImportTallies();
  tallies.count('a', 'new');
  tallies.count('a', 'unchanged');
  assert.deepEqual(tallies.of('a'), { new: 1, updated: 0, unchanged: 1 });
  for (let i = 0; i < 100; i++) tallies.count(`import-${i}`, 'updated');
  assert.deepEqual(tallies.of('a'), { new: 0, updated: 0, unchanged: 0 });
});
