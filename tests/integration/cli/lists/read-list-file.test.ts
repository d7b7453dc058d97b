import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readListFile } from '#cli/commands/list/read-list-file.ts';
import type { Context } from '#cli/context.ts';

test('rows with a wrong id or status are reported with their lines, and the others are imported', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'influscope-list-'));
  t.after(() => rm(cwd, { recursive: true }));
  const ids = [
    'instagram:1815',
    'nowhere:1',
    'instagram://1',
    'instagram:@',
    'x:@ada',
    '',
    'mastodon:@a@b.example',
  ];
  const rows = [...ids.map((id) => `${id},a note,`), 'x:@ben,,Contacted', 'x:@cy,,contactd'];
  await writeFile(join(cwd, 'list.csv'), ['id,note,status', ...rows].join('\n'));
  await writeFile(join(cwd, 'none.csv'), 'id,note\nnowhere:1,a note\n');
  await writeFile(join(cwd, 'statuses.csv'), 'id,status\nx:@cy,contactd\n');
  const context = { cwd } as Context;
  const { entries, problems } = await readListFile('list.csv', context);
  assert.deepEqual(entries, [
    { id: 'instagram:1815', note: 'a note' },
    { id: 'x:@ada', note: 'a note' },
    { id: 'mastodon:@a@b.example', note: 'a note' },
    { id: 'x:@ben', note: '', status: 'contacted' },
  ]);
  assert.deepEqual(
    problems.map(({ line, field }) => [line, field]),
    [
      [3, 'id'],
      [4, 'id'],
      [5, 'id'],
      [7, 'id'],
      [10, 'status'],
    ],
  );
  for (const file of ['none.csv', 'statuses.csv'])
    await assert.rejects(readListFile(file, context), { code: 'no_rows' }, file);
});
