import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readListFile } from '#cli/commands/list/read-list-file.ts';
import type { Context } from '#cli/context.ts';

test('rows whose id the instance cannot read are skipped, and the others are imported', async (t) => {
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
  await writeFile(join(cwd, 'list.csv'), ['id,note', ...ids.map((id) => `${id},a note`)].join('\n'));
  await writeFile(join(cwd, 'none.csv'), 'id,note\nnowhere:1,a note\n');
  const context = { cwd } as Context;
  const { entries, skipped } = await readListFile('list.csv', context);
  assert.deepEqual(
    entries.map(({ id }) => id),
    ['instagram:1815', 'x:@ada', 'mastodon:@a@b.example'],
  );
  assert.equal(skipped, 4);
  await assert.rejects(readListFile('none.csv', context), { code: 'no_rows' });
});
