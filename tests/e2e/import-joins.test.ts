import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startCaseImporter } from '../support/platform/case-importer.ts';

const { workplace, profile } = await startCaseImporter();
after(() => workplace.dispose());

const quoted = (cells: readonly (string | number)[]) =>
  cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',');

/** The columns that Bright Data's samples of Instagram have, or some of them. */
function profilesOf(handle: string, id: string): string[] {
  return [
    'account,fbid,id,followers,posts_count,is_business_account,is_verified,biography,category_name,following,profile_name,avg_engagement,timestamp',
    quoted([
      handle,
      `1784${id}`,
      id,
      10_000,
      42,
      'false',
      'true',
      'Bakes bread',
      'Food',
      80,
      'Bea Baker',
      0.0312,
      '2024-03-02',
    ]),
  ];
}

function postsOf(handle: string, id: string): string[] {
  const post = (i: number) =>
    quoted([
      `https://www.instagram.com/p/${handle}${i}/`,
      handle,
      id,
      `Bread number ${i} #sourdough`,
      10 + i,
      `2024-02-${String(i + 1).padStart(2, '0')}T10:00:00.000Z`,
      300 + i,
      `${id}${i}_${id}`,
      `${handle}${i}`,
    ]);
  return [
    'url,user_posted,user_posted_id,description,num_comments,date_posted,likes,post_id,shortcode',
    ...Array.from({ length: 12 }, (_, i) => post(i)),
  ];
}

async function importFiles(...files: readonly (readonly [string, readonly string[]])[]): Promise<void> {
  const paths = files.map(([name]) => join(workplace.home, name));
  await Promise.all(files.map(([, rows], i) => writeFile(paths[i] ?? '', rows.join('\n'))));
  const { code, stderr } = await workplace.run(['import', ...paths, '--as-of', '2024-03-03']);
  assert.equal(code, 0, stderr);
}

test('posts join their profile in either order, in one run and in two', async (context) => {
  const orders: [string, string, (handle: string, id: string) => Promise<void>][] = [
    [
      'profiles, then posts, in two runs',
      'ann_bakes',
      async (handle, id) => {
        await importFiles([`${handle}-profiles.csv`, profilesOf(handle, id)]);
        await importFiles([`${handle}-posts.csv`, postsOf(handle, id)]);
      },
    ],
    [
      'posts, then profiles, in two runs',
      'bea_bakes',
      async (handle, id) => {
        await importFiles([`${handle}-posts.csv`, postsOf(handle, id)]);
        await importFiles([`${handle}-profiles.csv`, profilesOf(handle, id)]);
      },
    ],
    [
      'posts and profiles in one run',
      'cleo_bakes',
      (handle, id) =>
        importFiles(
          [`${handle}-posts.csv`, postsOf(handle, id)],
          [`${handle}-profiles.csv`, profilesOf(handle, id)],
        ),
    ],
  ];
  const results: unknown[] = [];
  for (const [i, [name, handle, run]] of orders.entries())
    await context.test(name, async () => {
      const id = `90000000${i}`;
      await run(handle, id);
      const found = await profile(`instagram:${id}`);
      assert.deepEqual(
        [found.username, found.display_name, found.followers, found.bio, found.engagement.sample_size],
        [handle, 'Bea Baker', 10_000, 'Bakes bread', 12],
      );
      assert.deepEqual(found.topics, ['sourdough']);
      results.push([found.engagement_rate, found.engagement, found.reported, found.last_post_at]);
    });
  await context.test('every order gives the same profile', () => {
    assert.equal(results.length, 3);
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(results[2], results[0]);
  });
});
