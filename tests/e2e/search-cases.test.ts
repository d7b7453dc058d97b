import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SearchResponse } from '#contract/query/search.ts';
import { createWorkplace } from '../support/platform/cli.ts';
import { importCasePath } from '../support/reading/import-cases.ts';

/** What people type, over made-up profiles and 3,000 synthetic ones: the whole instance answers. */
const workplace = await createWorkplace();
after(() => workplace.dispose());
let api = '';

before(async () => {
  const up = await workplace.run(['up']);
  assert.equal(up.code, 0, up.stderr);
  api = /http:\/\/127\.0\.0\.1:\d+/.exec(up.stdout)?.[0] ?? '';
  for (const input of [
    importCasePath('40-search.ndjson'),
    importCasePath('41-two-words-one-handle.ndjson'),
    'demo:3000',
  ]) {
    const { code, stderr } = await workplace.run(['import', input]);
    assert.equal(code, 0, stderr);
  }
});

async function search(q: string): Promise<{ names: (string | null)[]; matched: string }> {
  const answer = await fetch(`${api}/search?limit=50&q=${encodeURIComponent(q)}`);
  assert.equal(answer.status, 200, q);
  const { data, matched } = (await answer.json()) as SearchResponse;
  return { names: data.map(({ username }) => username), matched };
}

for (const [q, first] of [
  ['@canal_example', 'canal_example'],
  ['c++', 'cpp_example'],
  ['C#', 'csharp_example'],
  ['.net', 'csharp_example'],
  ['k-pop', 'kpop_example'],
  ['AT&T', 'att_example'],
  ['mariane1990', 'marianne1990'],
  ['https://x.com/marianne1990', 'marianne1990'],
  ['the rockx', 'therockx'],
  ['therockx', 'therockx'],
] as const) {
  test(`${q} finds ${first} first`, async () => assert.equal((await search(q)).names[0], first));
}

test('a term with a symbol finds no profile without it', async () => {
  assert.ok(!(await search('c++')).names.includes('c_fan'));
  assert.deepEqual((await search('k-pop')).names, ['kpop_example']);
});

test('another form of a word is found', async () => {
  assert.ok((await search('frontend developers x')).names.includes('devs_example'));
});

for (const q of ['vegan kitchen berlin', 'Vegan Kitchen zebra']) {
  test(`${q} finds the profile that holds most of the words, and says so`, async () => {
    const { names, matched } = await search(q);
    assert.ok(names.slice(0, 10).includes('vegan_example'), names.join());
    assert.equal(matched, 'some');
  });
}

test('a name and its platform find the profile', async () => {
  assert.equal((await search('Vegan Kitchen x')).names[0], 'vegan_example');
});
