import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { EventOf } from '#cli/output/events/events.ts';
import type { Profile } from '#domain/profile.ts';
import { importCasePath } from '../support/import-cases.ts';
import { createWorkplace } from '../support/platform/cli.ts';

/**
 * Small files as people have them, through the whole pipeline without flags. Their README says what each is to become.
 * Cases 40 and 41 are in search-cases.test.ts.
 */
const workplace = await createWorkplace();
after(() => workplace.dispose());
let api = '';

before(async () => {
  const up = await workplace.run(['up']);
  assert.equal(up.code, 0, up.stderr);
  api = /http:\/\/127\.0\.0\.1:\d+/.exec(up.stdout)?.[0] ?? '';
});

const pathOf = importCasePath;

/** A copy of its own, of this moment: the cases share people, and the newest reading is shown. */
async function copyOf(file: string): Promise<string> {
  const copy = join(workplace.home, 'cases', file);
  await mkdir(dirname(copy), { recursive: true });
  await writeFile(copy, await readFile(pathOf(file)));
  return copy;
}

async function importCase(file: string, ...flags: string[]) {
  const { code, stdout, stderr } = await workplace.run([
    'import',
    await copyOf(file),
    ...flags,
    '-o',
    'json',
  ]);
  const events = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EventOf<'imported'> | EventOf<'rejected'> | EventOf<'error'>);
  const imported = events.find((event) => event.type === 'imported');
  const rejected = events.filter((event) => event.type === 'rejected');
  return { code, stderr, events, imported, rejected };
}

function hintOf(stderr: string): string {
  const command = /^try: (.*)$/m.exec(stderr)?.[1];
  assert.ok(command, stderr);
  return command;
}

async function profile(id: string): Promise<Profile> {
  const answer = await fetch(`${api}/profiles/${encodeURIComponent(id)}`);
  assert.equal(answer.status, 200, id);
  return (await answer.json()) as Profile;
}

/** Imports a file that has to be accepted whole, and answers what `pick` takes of each profile. */
async function fieldsOf<T>(
  file: string,
  ids: readonly string[],
  pick: (profile: Profile) => T,
): Promise<T[]> {
  const { code, stderr, imported, rejected } = await importCase(file);
  assert.equal(code, 0, `${file}: ${stderr}`);
  assert.deepEqual(rejected, []);
  assert.equal(imported?.summary?.people, ids.length, file);
  return Promise.all(ids.map(async (id) => pick(await profile(id))));
}

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

test('every hint of an import works when it is pasted', async (context) => {
  await writeFile(join(workplace.home, "it's a list.csv"), 'Foo,Bar\n,\nu_one,x\n');
  const cases: [string, string[]][] = [
    ['platform_unknown', ['import', pathOf('01-headers.csv'), '--as-of', '2024-03-01']],
    ['bad_map', ['import', pathOf('02-camel.csv'), '--map', 'bio=nothing']],
    ['bad_map', ['import', pathOf('20-no-header.csv'), '--map', 'username=nick']],
    ['bad_map', ['import', pathOf('28-ansi-header.csv'), '--platform', 'x', '--map', 'username=nick']],
    ['no_such_sheet', ['import', pathOf('25-sheet.xlsx'), '--sheet', 'Other']],
    ['no_username_column', ['import', "it's a list.csv", '--platform', 'x']],
  ];
  for (const [code, args] of cases) {
    await context.test(`${code}: ${args.at(-1)}`, async () => {
      const { stdout } = await workplace.run([...args, '-o', 'json']);
      assert.match(stdout, new RegExp(`"code":"${code}"`));
      const plain = await workplace.run(args);
      assert.equal(plain.code, 2, plain.stderr);
      const pasted = await workplace.paste(hintOf(plain.stderr));
      assert.equal(pasted.code, 0, pasted.stderr);
    });
  }
});

test('a mapping is remembered and used again', async () => {
  await writeFile(join(workplace.home, 'team.csv'), 'Foo,Count\nteam_one,12\n');
  const args = ['import', 'team.csv', '--map', 'username=Foo', '--platform', 'x', '--save-mapping', 'team'];
  const saved = await workplace.run(args);
  assert.equal(saved.code, 0, saved.stderr);
  await writeFile(join(workplace.home, 'next.csv'), 'Foo,Count\nteam_two,13\n');
  const used = await workplace.run(['import', 'next.csv', '--mapping', 'team']);
  assert.equal(used.code, 0, used.stderr);
  assert.equal((await profile('x:@team_two')).username, 'team_two');
  const unknown = await workplace.run(['import', 'next.csv', '--mapping', 'nobody']);
  assert.equal(unknown.code, 2);
});

test('a dry run shows what is understood and imports nothing', async () => {
  const before = await fetch(`${api}/search?platform=twitch`).then(
    (answer) => answer.json() as Promise<{ total: number }>,
  );
  const { code, stdout } = await workplace.run([
    'import',
    pathOf('01-headers.csv'),
    '--platform',
    'twitch',
    '--dry-run',
  ]);
  assert.equal(code, 0);
  for (const word of ['Nick → username', 'Followers → followers', 'Rank', 'people: 2'])
    assert.ok(stdout.includes(word), stdout);
  const after = await fetch(`${api}/search?platform=twitch`).then(
    (answer) => answer.json() as Promise<{ total: number }>,
  );
  assert.equal(after.total, before.total);
});

test('contacts are kept out of what is found', async () => {
  const file = join(workplace.home, 'contacts.csv');
  await writeFile(
    file,
    'username,platform,bio\nmia_example,x,"Write mia@example.org or call +49 30 1234567, see @gil@example.social"\n',
  );
  const { code } = await workplace.run(['import', file]);
  assert.equal(code, 0);
  assert.equal(
    (await profile('x:@mia_example')).bio,
    'Write [email] or call [phone], see @gil@example.social',
  );
});
