import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inferMapping } from '#scraper/mapping/infer-mapping.ts';
import { parseColumnMap } from '#scraper/reading/fields/columns.ts';

const infer = (rows: string[][], { labels = [] as string[], map = [] as string[], noHeader = false } = {}) =>
  inferMapping(rows, labels, { map: parseColumnMap(map), platform: null, noHeader });
const fields = (rows: string[][], options: Parameters<typeof infer>[1] = {}) =>
  Object.fromEntries(
    infer(rows, options).columns.flatMap(({ index, field }) => (field === null ? [] : [[index, field]])),
  );
const column = (rows: string[][], index: number) => infer(rows).columns.find((one) => one.index === index);

test('finds the header under titles and blank rows, and says so', () => {
  const rows = [
    ['Creator list', '', ''],
    ['', '', ''],
    ['Handle', 'Platform', 'Takipçi'],
    ['ada', 'IG', '1.2M'],
  ];
  assert.deepEqual(infer(rows).header, { at: 2, rows: 1 });
  assert.deepEqual(fields(rows), { 0: 'username', 1: 'platform', 2: 'followers' });
});

test('joins a header of two rows', () => {
  const rows = [
    ['Account', '', 'Average', '', 'Name'],
    ['', 'Followers', 'Likes', 'Comments', ''],
    ['ada', '100', '5', '1', 'Ada L'],
    ['ben', '200', '6', '2', 'Ben M'],
  ];
  const mapping = infer(rows, { labels: ['tiktok.csv'] });
  assert.deepEqual(mapping.header, { at: 0, rows: 2 });
  assert.equal(mapping.columns.find(({ index }) => index === 1)?.field, 'followers');
});

test('reads columns by their values where there is no header', () => {
  const rows = [
    ['1', 'ada_l', 'instagram', '12300', 'Ada Lovelace'],
    ['2', 'ben_m', 'instagram', '5', 'Ben Miller'],
  ];
  assert.equal(infer(rows).header, null);
  assert.deepEqual(fields(rows), { 1: 'username', 2: 'platform', 3: 'followers', 4: 'display_name' });
});

test('a header that is not known gives way to values', () => {
  const rows = [
    ['Foo', 'Bar', 'Baz'],
    ['@ada', 'https://www.instagram.com/ada/', '17'],
    ['@ben', 'https://www.instagram.com/ben/', '18'],
  ];
  assert.deepEqual(fields(rows), { 0: 'username', 1: 'url' });
});

test('notices a header over the wrong column', () => {
  const rows = [
    ['instagram name', 'Subscribers count', 'Views avg.', 'Likes avg', 'Comments avg.'],
    ...['Spain', 'Indonesia', 'Brazil', 'Russia', 'India'].map((place, i) => [
      `ada_${i}`,
      `${i + 1}M`,
      place,
      '2K',
      '5K',
    ]),
  ];
  assert.deepEqual(fields(rows), { 0: 'username', 1: 'followers', 2: 'country' });
  assert.equal(column(rows, 2)?.contradicted, true);
  assert.equal(column(rows, 4)?.contradicted, true);
});

test('tells handles from display names by their values, whatever the headers', () => {
  const names = [
    ['leomessi', 'Leo Messi'],
    ['kyliejenner', 'Kylie J'],
    ['neymarjr', 'NJ'],
  ];
  assert.deepEqual(fields([['name', 'instagram name'], ...names]), { 0: 'username', 1: 'display_name' });
  assert.deepEqual(fields([['instagram name', 'influencer name'], ...names]), {
    0: 'username',
    1: 'display_name',
  });
  const mixed = [
    ['annacooks', 'Anna Cooks'],
    ['Bob and Friends', 'Bob and Friends'],
  ];
  assert.deepEqual(fields([['Youtube channel', 'youtuber name'], ...mixed]), {
    0: 'username',
    1: 'display_name',
  });
});

test('a column called id is an id only where its values can be', () => {
  const header = ['id', 'username', 'platform'];
  const id = (rows: string[][], labels: string[] = []) => fields([header, ...rows], { labels })[0];
  assert.equal(
    id(
      [
        ['1', 'ada', ''],
        ['2', 'ben', ''],
      ],
      ['tiktok.csv'],
    ),
    undefined,
  );
  assert.equal(
    id(
      [
        ['17', 'ada', ''],
        ['99', 'ben', ''],
      ],
      ['tiktok.csv'],
    ),
    undefined,
  );
  assert.equal(
    id(
      [
        ['17841400001', 'ada', ''],
        ['17841400999', 'ada', ''],
      ],
      ['instagram.csv'],
    ),
    undefined,
  );
  assert.equal(
    id(
      [
        ['17841400001', 'ada', ''],
        ['17841400999', 'ben', ''],
      ],
      ['instagram.csv'],
    ),
    'id',
  );
});

test('knows the platform by column, address, header, label, id or columns, in this order', () => {
  const platform = (rows: string[][], labels: string[] = []) => {
    const { platform: found, by } = infer(rows, { labels }).platform;
    return `${found} ${by}`;
  };
  assert.equal(
    platform([
      ['username', 'platform'],
      ['ada', 'YT'],
    ]),
    'null column',
  );
  assert.equal(
    platform([
      ['username', 'link'],
      ['ada', 'https://x.com/ada'],
    ]),
    'null address',
  );
  assert.equal(platform([['TikTok handle'], ['ada']], ['youtube.csv']), 'tiktok header');
  assert.equal(platform([['username'], ['ada']], ['Sheet1', 'lists/youtube/top.csv']), 'youtube label');
  assert.equal(
    platform([
      ['channel id', 'title'],
      ['UC0000000000000000000001', 'A b'],
    ]),
    'youtube native_id',
  );
  assert.equal(
    platform([
      ['login', 'public_repos'],
      ['ada', '3'],
    ]),
    'github columns',
  );
  assert.deepEqual(infer([['username'], ['ada']]).questions, ['platform_unknown']);
  assert.deepEqual(
    infer([
      ['Followers', 'Country'],
      ['10', 'Spain'],
    ]).questions,
    ['no_username_column'],
  );
});

test('--map names a column by its header, or by its place where there is none', () => {
  assert.equal(
    fields(
      [
        ['foo', 'username'],
        ['a', 'b'],
      ],
      { map: ['username=foo'] },
    )[0],
    'username',
  );
  assert.equal(
    fields(
      [
        ['a', '1'],
        ['b', '2'],
      ],
      { map: ['username=2'], noHeader: true },
    )[1],
    'username',
  );
  assert.throws(() => infer([['foo'], ['a']], { map: ['username=bar'] }), { name: 'UnknownColumn' });
});

test('the exact count comes before the short one, and the short one fills gaps', () => {
  const { columns } = infer([
    ['username', 'followers', 'followers'],
    ['ada', '1.2M', '1234567'],
    ['ben', '2M', ''],
  ]);
  assert.deepEqual(
    columns.filter(({ field }) => field === 'followers').map(({ index }) => index),
    [2, 1],
  );
});

test('distinguishes a list of posts from a list of profiles', () => {
  const posts = infer(
    [
      ['username', 'caption', 'likes', 'date', 'id'],
      ['ada', 'hi #tag', '5', '2024-01-13', '9'],
    ],
    { labels: ['instagram'] },
  );
  assert.equal(posts.posts, true);
  assert.deepEqual(
    posts.columns.toSorted((a, b) => a.index - b.index).map(({ field }) => field),
    ['username', 'post_text', 'post_likes', 'post_date', 'post_id'],
  );
  assert.equal(
    infer(
      [
        ['username', 'likes'],
        ['ada', '5'],
      ],
      { labels: ['tiktok'] },
    ).posts,
    false,
  );
});

test('a thousand blank columns and rows are no trouble', () => {
  const rows = Array.from({ length: 50 }, () => Array.from({ length: 1_500 }, () => ''));
  assert.equal(infer(rows).columns.length, 1_000);
});
