import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTables, readValues } from '#tests/support/reading/read-tables.ts';

const ADA = { username: 'ada', followers: 1 };
const BEN = { username: 'ben', followers: 2 };
const json = (value: unknown, indent?: number) => JSON.stringify(value, null, indent);

async function namesAndValues(text: string, chunk = 7) {
  return (await readTables(text, { chunk })).map(({ name, values }) => [name, values]);
}

test('finds the list under any key, at any depth, in one line and in many', async () => {
  const documents: [unknown, string][] = [
    [[ADA, BEN], 'file'],
    [{ data: [ADA, BEN], meta: { total: 2 } }, 'file#data'],
    [{ ok: true, response: { body: { profiles: [ADA, BEN] } } }, 'file#response.body.profiles'],
    [{ users: { edges: [{ node: ADA, cursor: 'x' }, { node: BEN }] } }, 'file#users.edges'],
    [{ id: 'run1', name: 'my list', items: [ADA, BEN] }, 'file#items'],
    [{ result: [ADA, BEN], facets: [{ value: 'food', count: 3 }] }, 'file#result'],
  ];
  for (const [document, name] of documents) {
    for (const chunk of [1, 7, 10_000]) {
      assert.deepEqual(await namesAndValues(json(document, 2), chunk), [[name, [ADA, BEN]]], name);
    }
    assert.deepEqual(await readValues(json(document)), [ADA, BEN], name);
  }
});

test('lists of people and of their posts are a table each', async () => {
  const post = { id: '1', text: 'hi', author_id: '7' };
  const text = json({ data: [post], includes: { users: [ADA] } }, 1);
  assert.deepEqual(await namesAndValues(text), [
    ['file#data', [post]],
    ['file#includes.users', [ADA]],
  ]);
});

test('an object that says who it is stays whole, with the lists in it', async () => {
  const whole = [
    { ...ADA, latestPosts: [{ id: '1', caption: 'x' }], relatedProfiles: [BEN] },
    { data: { user: { ...ADA, edges: [{ node: { id: '1' } }] } }, status: 'ok' },
    { userInfo: { user: { uniqueId: 'ada' }, stats: { followerCount: 3 } } },
    { node: { ...ADA, media: { edges: [] } }, instaloader: { version: '4' } },
    {
      error: false,
      profile: { userId: '1', profile: { username: 'ada' }, audience: [{ code: 'DE', weight: 1 }] },
    },
  ];
  for (const document of whole) {
    assert.deepEqual(await namesAndValues(json(document, 2)), [['file', [document]]]);
    assert.deepEqual(await readValues(json(document)), [document]);
    assert.deepEqual(await readValues(json([document, document], 1)), [document, document]);
  }
});

test('a video with the people that it mentions stays a video', async () => {
  const video = { id: '1', text: 'hi', mentions: [ADA], authorMeta: { name: 'eve' } };
  assert.deepEqual(await readValues(json([video], 2)), [video]);
});

test('an object that maps names to records is a list of them', async () => {
  const people = { ada: { followers: [1], age: 3 }, ben: { followers: [2], age: 4 } };
  assert.deepEqual(await readValues(json(people, 2)), [
    { _key: 'ada', followers: [1], age: 3 },
    { _key: 'ben', followers: [2], age: 4 },
  ]);
});

test('documents that follow each other, and pages of lists, are one table', async () => {
  const page = (...people: unknown[]) => ({ data: people, next: null });
  assert.deepEqual(await namesAndValues(`${json(ADA, 2)}${json(BEN, 2)}`), [['file', [ADA, BEN]]]);
  assert.deepEqual(await namesAndValues(`${json(page(ADA), 2)}\n${json(page(BEN), 2)}`), [
    ['file#data', [ADA, BEN]],
  ]);
  assert.deepEqual(await readValues(`${json(page(ADA))}\n${json(page(BEN))}\n`), [ADA, BEN]);
  assert.deepEqual(await readValues(json([page(ADA), page(BEN)], 1)), [ADA, BEN]);
});

test('a list of texts and a list of lists are rows too', async () => {
  assert.deepEqual(await readValues('["ada", "b\\"en",\n"cy"]'), ['ada', 'b"en', 'cy']);
  const [table] = await readTables('[["username", "followers"], ["ada", 1], ["ben", null]]');
  assert.equal(table?.kind, 'cells');
  assert.deepEqual(table?.values, [
    ['username', 'followers'],
    ['ada', '1'],
    ['ben', ''],
  ]);
});

test('a broken record costs itself, and is named with its line', async () => {
  const broken = [
    '{"username": "ben,\n "x": 1}',
    '{"username": "ben"',
    '{"username": "ben",}',
    '{"username": ben}',
    '{"a": [1}',
  ];
  for (const record of broken) {
    for (const chunk of [1, 7, 10_000]) {
      const [table] = await readTables(`[\n${json(ADA)},\n${record},\n${json(BEN)}\n]`, { chunk });
      assert.deepEqual(table?.values, [ADA, BEN], record);
      assert.equal(table?.rejected.length, 1, record);
      assert.match(table?.rejected[0] ?? '', /^3: /, record);
    }
  }
});

test('a list that is cut off keeps the records before', async () => {
  const [table] = await readTables(`[${json(ADA)},${json(BEN)},{"username":"cy`);
  assert.deepEqual(table?.values, [ADA, BEN]);
  assert.deepEqual(table?.rejected, [
    '1: incomplete: the input ends inside a value',
    '1: incomplete: the input ends inside the list',
  ]);
});

test('lists of any length are read without being held', async () => {
  const bio = 'x'.repeat(1_000);
  const people = Array.from({ length: 5_000 }, (_, i) => ({ username: `u${i}`, bio }));
  for (const document of [
    people,
    { data: people },
    { page: { users: people, total: 5_000 } },
    [{ data: people }],
  ]) {
    const values = await readValues(json(document), { chunk: 50_000 });
    assert.equal(values.length, people.length);
    assert.deepEqual(values.at(-1), people.at(-1));
  }
});

test('a record that is too long or nested too deep is named, and the next is read', async () => {
  const long = { username: 'long', bio: 'x'.repeat(2_100_000) };
  const deep = `{"username":"deep","a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
  const [table] = await readTables(`[${json(ADA)},\n${json(long)},\n${deep},\n${json(BEN)}]`, {
    chunk: 60_000,
  });
  assert.deepEqual(table?.values, [ADA, BEN]);
  assert.deepEqual(table?.rejected, ['2: longer than 2 MB', '3: nested more than 200 levels deep']);
  const [lines] = await readTables(`${json(ADA)}\n${deep}\n`);
  assert.deepEqual(lines?.values, [ADA]);
  assert.deepEqual(lines?.rejected, ['2: nested more than 200 levels deep']);
});

test('endless nesting is refused', async () => {
  const [table] = await readTables('['.repeat(300_000), { chunk: 60_000 }).catch(
    (error: { code: string }) => [error],
  );
  assert.ok(
    table !== undefined && ('code' in table ? table.code === 'nested_too_deep' : table.values.length === 0),
  );
});

test('says where there are no records', async () => {
  for (const text of ['[]', '[\n]', '[[], []]'])
    await assert.rejects(readTables(text), { code: 'no_table' }, text);
});
