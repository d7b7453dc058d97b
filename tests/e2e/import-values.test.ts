import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Profile } from '#domain/profile.ts';
import { startCaseImporter } from '../support/platform/case-importer.ts';

/**
 * Small files as people have them, through the whole pipeline without flags. Their README says what each is to become.
 * Here: what their values become.
 */
const { workplace, api, importCase, profile, fieldsOf } = await startCaseImporter();
after(() => workplace.dispose());

test('people and their identity', async (context) => {
  await context.test('07: handles and platform from addresses', async () => {
    const ids = ['instagram:@anna.example', 'instagram:@bob_example', 'tiktok:@carol.example'];
    assert.deepEqual(await fieldsOf('07-handle-urls.csv', ids, ({ username }) => username), [
      'anna.example',
      'bob_example',
      'carol.example',
    ]);
  });
  await context.test('08: four people: a row number is not an id', async () => {
    const a = await fieldsOf(
      '08-id-rownumber-a.csv',
      ['tiktok:@anna_example', 'tiktok:@bob_example'],
      ({ followers }) => followers,
    );
    const b = await fieldsOf(
      '08-id-rownumber-b.csv',
      ['tiktok:@carol_example', 'tiktok:@dave_example'],
      ({ followers }) => followers,
    );
    assert.deepEqual([...a, ...b], [100, 200, 300, 400]);
  });
  await context.test('11: a name with spaces is a person without a handle', async () => {
    const { code, imported } = await importCase('11-names-as-handles.csv', '--platform', 'youtube');
    assert.deepEqual([code, imported?.summary?.people, imported?.summary?.named_only], [0, 2, 1]);
    assert.equal((await profile('youtube:@annacooks')).display_name, 'Anna Cooks');
    const answer = await fetch(`${api}/search?q=${encodeURIComponent('Bob and Friends')}&platform=youtube`);
    const { data } = (await answer.json()) as { data: Profile[] };
    assert.deepEqual(
      [data[0]?.display_name, data[0]?.username, data[0]?.followers],
      ['Bob and Friends', null, 92_100_000],
    );
  });
  await context.test('the same import again changes no profile', async () => {
    const again = join(workplace.home, 'cases/11-names-as-handles.csv');
    const { stdout } = await workplace.run(['import', again, '--platform', 'youtube']);
    assert.match(stdout, /people: 2 \(0 new, 0 updated, 2 unchanged\)/);
  });
  await context.test('27: words for platforms', async () => {
    const ids = ['instagram:@a1', 'x:@a2', 'youtube:@a3', 'twitch:@a4', 'facebook:@a5', 'threads:@a6'];
    await fieldsOf('27-platform-words.csv', ids, ({ platform }) => platform);
  });
});

test('counts, dates and words for unknown', async (context) => {
  await context.test('10: a number of posts', async () => {
    const ids = ['instagram:@anna_example', 'instagram:@bob_example'];
    assert.deepEqual(await fieldsOf('10-posts-number.csv', ids, (one) => one.posts_count), [3_300, 12]);
  });
  await context.test('12: counts in any notation; no row is lost for one', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `x:@u${i + 1}`);
    assert.deepEqual(await fieldsOf('12-counts.csv', ids, ({ followers }) => followers), [
      1_234_567,
      12_300_000,
      1_200_000,
      12_000,
      null,
      null,
      null,
      8_300_000,
      1_200_000,
      12_300_000,
      12_000,
      null,
    ]);
  });
  await context.test('13: dates; one that cannot be read costs the date', async () => {
    const ids = Array.from({ length: 6 }, (_, i) => `x:@d${i + 1}`);
    const dates = await fieldsOf('13-dates.csv', ids, (one) => one.fetched_at.slice(0, 10));
    assert.deepEqual([dates[0], dates[1], dates[4], dates[5]], Array(4).fill('2024-03-01'));
    const { imported } = await importCase('13-dates.csv');
    assert.deepEqual(
      imported?.summary?.unreadable.map(({ field, reason, count }) => [field, reason, count]),
      [
        ['fetched_at', 'not a date', 1],
        ['fetched_at', 'day and month could be either', 1],
      ],
    );
  });
  await context.test('26: words for unknown', async () => {
    const nothing = (one: Profile) => [one.display_name, one.category, one.country, one.bio];
    const fields = await fieldsOf('26-null-words.csv', ['x:@anna_example', 'x:@bob_example'], nothing);
    assert.deepEqual(fields[1], [null, null, null, null]);
  });
});

test('encodings, delimiters, headers, archives', async (context) => {
  const one = ['x:@anna_example'];
  for (const file of [
    '15-utf16be.csv',
    '17-pipe.csv',
    '18-sep.csv',
    '19-title-rows.csv',
    '23-plain.csv.gz',
    '24-a.zip',
    '25-sheet.xlsx',
  ]) {
    await context.test(file, async () => {
      await fieldsOf(file, one, ({ username }) => username);
    });
  }
  await context.test('16: an accent in Windows-1252', async () => {
    const names = await fieldsOf(
      '16-cp1252.csv',
      ['x:@rene_example', 'x:@anna_example'],
      (found) => found.display_name,
    );
    assert.equal(names[0], 'René');
  });
  await context.test('20: no header', async () => {
    const ids = ['instagram:@anna_example', 'instagram:@bob_example'];
    await fieldsOf('20-no-header.csv', ids, ({ username }) => username);
  });
  await context.test('21: missing cells at the end of a row are blank', async () => {
    await fieldsOf(
      '21-short-rows.csv',
      ['x:@anna_example', 'x:@bob_example', 'x:@carol_example'],
      ({ username }) => username,
    );
  });
  for (const [file, people] of [
    ['22-unclosed.csv', 50],
    ['22b-unclosed-middle.csv', 51],
  ] as const) {
    await context.test(`${file}: only the broken row is lost, and it is named`, async () => {
      const { imported, rejected } = await importCase(file);
      assert.equal(imported?.accepted, people);
      assert.deepEqual(
        rejected.map(({ line }) => line),
        [2],
      );
    });
  }
});

test('text', async (context) => {
  await context.test('29: a formula stays text, and an export for a spreadsheet cannot run it', async () => {
    await fieldsOf('29-formula.csv', ['x:@anna_example'], ({ display_name }) => display_name);
    const { stdout } = await workplace.run(['search', 'HYPERLINK', '-o', 'csv']);
    assert.ok(stdout.includes(`,'+1+1,`) && stdout.includes(`"'=HYPERLINK(`), stdout);
  });
  await context.test('30: the text of a note, without its markup', async () => {
    const [bio] = await fieldsOf('30-html-bio.ndjson', ['mastodon:@gil_example'], (one) => one.bio);
    assert.equal(bio, 'Maps & data #osm');
    const answer = await fetch(`${api}/search?q=mention`);
    assert.equal(((await answer.json()) as { total: number }).total, 0);
  });
});
