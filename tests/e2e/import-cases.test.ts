import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Profile } from '#domain/profile.ts';
import { hintOf, startCaseImporter } from '../support/platform/case-importer.ts';
import { importCasePath as pathOf } from '../support/reading/import-cases.ts';

/**
 * Small files as people have them, through the whole pipeline without flags. Their README says what each is to become.
 * Here: which tables and columns are understood. Cases 40 and 41 are in search-cases.test.ts.
 */
const { workplace, profile, fieldsOf } = await startCaseImporter();
after(() => workplace.dispose());

test('posts of people who are in no other list yet', async (context) => {
  await context.test("14: a spreadsheet's day number as the date of a reading", async () => {
    const [anna] = await fieldsOf('14-excel-date-posts.ndjson', ['instagram:@anna_example'], (one) => one);
    assert.equal(anna?.fetched_at.slice(0, 10), '2024-03-01');
    assert.equal(anna?.engagement_rate, 0.011);
  });
  await context.test('31: hashtags are read before a caption is cut', async () => {
    const { stdout } = await workplace.run(['up', '--name', 'second']);
    const other = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0];
    const { code } = await workplace.run(['import', pathOf('31-hashtags-at-end.ndjson'), '--name', 'second']);
    assert.equal(code, 0);
    const answer = await fetch(`${other}/profiles/${encodeURIComponent('instagram:@anna_example')}`);
    assert.deepEqual(((await answer.json()) as Profile).topics.toSorted(), ['berlin', 'vegan']);
  });
});

test('lists whose platform nothing tells', async (context) => {
  for (const file of ['01-headers.csv', '09-id-of-post.csv', '28-ansi-header.csv']) {
    await context.test(`${file}: exit code 2 and one command that works when it is pasted`, async () => {
      const { code, stdout, stderr } = await workplace.run(['import', pathOf(file)]);
      assert.deepEqual([code, stdout], [2, '']);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: no escape sequence may reach the terminal.
      assert.doesNotMatch(stderr, /[\x00-\x09\x0b-\x1f]/);
      const pasted = await workplace.paste(hintOf(stderr));
      assert.equal(pasted.code, 0, pasted.stderr);
    });
  }
  await context.test('01: the columns are understood', async () => {
    const anna = await profile('instagram:@anna.example');
    assert.deepEqual(
      [anna.display_name, anna.followers, anna.category, anna.country],
      ['Anna Example', 12_300, 'Food', 'Germany'],
    );
    assert.equal((await profile('instagram:@bob_example')).followers, 1_200_000);
  });
  await context.test('09: one profile, whose id is not that of a post', async () => {
    const { followers, bio, id } = await profile('instagram:@anna_example');
    assert.deepEqual([id, followers, bio], ['instagram:@anna_example', 101, 'hello']);
  });
});

test('headers, lists and known shapes', async (context) => {
  await context.test('02: names in camel case', async () => {
    const [anna] = await fieldsOf('02-camel.csv', ['instagram:@anna.example'], (one) => one);
    assert.deepEqual(
      [anna?.display_name, anna?.followers, anna?.following, anna?.posts_count, anna?.country],
      ['Anna Example', 12_300, 80, 451, 'DE'],
    );
  });
  await context.test('03, 04, 05: the list is found, whatever it is called', async () => {
    const ids = ['instagram:@anna.example', 'instagram:@bob_example'];
    assert.deepEqual(await fieldsOf('03-array.json', ids, ({ followers }) => followers), [12_300, 5]);
    assert.deepEqual(
      await fieldsOf('04-data-object.json', ids.slice(0, 1), ({ followers }) => followers),
      [12_300],
    );
    const channel = ['youtube:UC0000000000000000000001'];
    assert.deepEqual(await fieldsOf('05-youtube-list.json', channel, ({ followers }) => followers), [12_300]);
  });

  const shapes: [string, string, Partial<Profile>][] = [
    [
      '06-apify.ndjson',
      'instagram:900000001',
      { username: 'anna.example', followers: 10_000, following: 80, posts_count: 451, category: 'Food' },
    ],
    [
      'api/apify-ig-profile.json',
      'instagram:900000001',
      { followers: 10_000, following: 80, posts_count: 451, verified: true },
    ],
    [
      'api/ig-web-profile-info.json',
      'instagram:900000002',
      { username: 'ben.example', followers: 5_000, following: 10, posts_count: 12 },
    ],
    [
      'api/instaloader-profile.json',
      'instagram:900000003',
      { username: 'cara.example', followers: 7_000, bio: 'Yoga' },
    ],
    [
      'api/tiktok-api-userinfo.json',
      'tiktok:700000001',
      { username: 'dan.example', followers: 427_700, following: 176, posts_count: 1_605, verified: true },
    ],
    [
      'api/apify-tiktok-videos.json',
      'tiktok:700000002',
      { username: 'eve.example', display_name: 'Eve', followers: 32_000 },
    ],
    [
      'api/bsky-getProfiles.json',
      'bluesky:did:plc:abcdefghijklmnopqrstuvwx',
      { username: 'fay.example.org', followers: 676 },
    ],
    [
      'api/github-users.json',
      'github:77',
      { username: 'jo-example', followers: 55, posts_count: 12, bio: 'Rust and C++' },
    ],
    [
      'api/mastodon-accounts.json',
      'mastodon:@gil@example.social',
      { followers: 3_200, posts_count: 900, bio: 'Free software & maps. #osm' },
    ],
    [
      'api/modash-report.json',
      'instagram:900000005',
      { username: 'lea.example', followers: 31_356, engagement_rate: null },
    ],
    [
      'api/phyllo-insightiq.json',
      'instagram:900000004',
      { username: 'kim.example', followers: 80_080, posts_count: 324, verified: true },
    ],
    [
      'api/x-v1-users.json',
      'x:1757',
      { username: 'hana_ex', followers: 1_007, following: 1_648, posts_count: 3_502 },
    ],
    [
      'api/x-v2-users.json',
      'x:1758',
      { username: 'ian_ex', followers: 2_001, following: 5, posts_count: 77 },
    ],
  ];
  for (const [file, id, expected] of shapes) {
    await context.test(file, async () => {
      const [found] = await fieldsOf(file, [id], (one) => one);
      const picked = Object.fromEntries(
        Object.keys(expected).map((key) => [key, found?.[key as keyof Profile]]),
      );
      assert.deepEqual(picked, expected);
    });
  }
  await context.test('api/youtube-channels-list.json: both channels', async () => {
    const ids = ['youtube:UC0000000000000000000001', 'youtube:UC0000000000000000000002'];
    assert.deepEqual(await fieldsOf('api/youtube-channels-list.json', ids, ({ username }) => username), [
      'chan1',
      'chan2',
    ]);
  });
  await context.test('engagement is measured from the posts of a shape', async () => {
    // Likes 100 to 111 and comments 0 to 11 on 10,000 followers: the median of 100, 102, … 122 is 111.
    const rate = (await profile('instagram:900000001')).engagement_rate ?? 0;
    assert.ok(Math.abs(rate - 0.0111) < 1e-9, String(rate));
    // 100 likes, 8 comments and 3 shares on 9,000 views.
    assert.equal((await profile('tiktok:700000002')).engagement_rate, 111 / 9_000);
  });
  await context.test('rates that a source states stand apart', async () => {
    const lea = await profile('instagram:900000005');
    assert.deepEqual([lea.reported?.engagement_rate, lea.reported?.interactions], [0.0273, 857]);
    assert.equal((await profile('instagram:900000004')).reported?.engagement_rate, 0.0191);
  });
});
