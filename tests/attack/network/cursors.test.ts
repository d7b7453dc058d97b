import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeCursor, encodeCursor } from '#adapters/search/cursor.ts';
import { createCursorSigner } from '#api/sign-cursor.ts';
import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const SEED = 20_261_128;
let api: PublicApi;
let genuine: string;
before(async () => {
  api = await startPublicApi(Array.from({ length: 30 }, (_, i) => searchableProfile(i)));
  genuine = ((await (await fetch(`${api.url}/search?q=tech&limit=5`)).json()) as SearchResponse).next ?? '';
});
after(() => api[Symbol.asyncDispose]());

const ask = (cursor: string, query = 'q=tech&limit=5') =>
  fetch(`${api.url}/search?${query}&cursor=${encodeURIComponent(cursor)}`);
const refuses = async (cursor: string, query?: string) => {
  const answer = await ask(cursor, query);
  assert.equal(answer.status, 400, cursor);
  const { code } = (await answer.json()) as { code: string };
  assert.ok(['invalid_cursor', 'invalid_request'].includes(code), code);
};
const fieldsOf = (cursor: string) =>
  JSON.parse(Buffer.from(cursor.split('.')[0] ?? '', 'base64url').toString()) as unknown[];
const pack = (fields: unknown) => Buffer.from(JSON.stringify(fields)).toString('base64url');

test('a genuine cursor leads to the next page', async () => {
  assert.equal((await ask(genuine)).status, 200);
});

test('a genuine cursor of another query is refused', async () => {
  await refuses(genuine, 'q=tech&limit=5&sort=followers');
});

test('every change of one character of a genuine cursor is refused', async () => {
  const draw = seededRandom(SEED);
  const alphabet = 'ABCDEFabcdef0123456789-_.';
  for (let at = 0; at < genuine.length; at++) {
    const other = alphabet[Math.floor(draw() * alphabet.length)] ?? 'A';
    if (genuine[at] !== other) await refuses(genuine.slice(0, at) + other + genuine.slice(at + 1));
  }
});

test('every beginning of a genuine cursor is refused', async () => {
  for (let length = 0; length < genuine.length; length++) await refuses(genuine.slice(0, length));
});

test('made-up depths, keys and ids are refused, signed with the old signature or with none', async () => {
  const [version, print, , key, id] = fieldsOf(genuine);
  const signature = genuine.slice(genuine.indexOf('.'));
  const forged = [
    ...[-1, -10_000, 0, 1, 1.5, 9_999, 10_000, 1e15, -0, null, 'x', [], {}].map((depth) => [
      version,
      print,
      depth,
      key,
      id,
    ]),
    ...[null, 1e308, -1e308, 'NaN', [], true].map((other) => [version, print, 5, other, id]),
    ...['', 'instagram:1', 'x'.repeat(600), null, 7, '\u0000'].map((other) => [
      version,
      print,
      5,
      key,
      other,
    ]),
    [2, print, 5, key, id],
    [version, 'AAAAAAAAAAAA', 5, key, id],
    [version, print, 5, key, id, 'more'],
    [],
    {},
    null,
    'text',
  ];
  for (const fields of forged) {
    await refuses(pack(fields));
    if (JSON.stringify(fields) !== JSON.stringify(fieldsOf(genuine))) await refuses(pack(fields) + signature);
  }
});

test('random cursors are refused', async () => {
  const draw = seededRandom(SEED + 1);
  for (let i = 0; i < 300; i++) {
    const length = Math.floor(draw() * 200);
    const bytes = Buffer.from(Array.from({ length }, () => Math.floor(draw() * 256)));
    await refuses(draw() < 0.5 ? bytes.toString('base64url') : bytes.toString('latin1'));
  }
});

test('a cursor of another instance is refused', async () => {
  await using other = await startPublicApi(Array.from({ length: 30 }, (_, i) => searchableProfile(i)));
  const { next } = (await (await fetch(`${other.url}/search?q=tech&limit=5`)).json()) as SearchResponse;
  await refuses(next ?? '');
});

test('two processes with the same secret accept the cursors of each other', async () => {
  const profiles = Array.from({ length: 30 }, (_, i) => searchableProfile(i));
  await using one = await startPublicApi(profiles, { cursorSecret: 'shared' });
  await using two = await startPublicApi(profiles, { cursorSecret: 'shared' });
  const { next } = (await (await fetch(`${one.url}/search?q=tech&limit=5`)).json()) as SearchResponse;
  const answer = await fetch(`${two.url}/search?q=tech&limit=5&cursor=${encodeURIComponent(next ?? '')}`);
  assert.equal(answer.status, 200);
});

test('an index accepts only the one form of a cursor that it makes itself', () => {
  const query = searchQuery({ text: 'tech' });
  const good = encodeCursor(query, { key: 5, id: 'x:1', depth: 5 });
  assert.deepEqual(decodeCursor(query, good), { key: 5, id: 'x:1', depth: 5 });
  const [version, print] = fieldsOf(good);
  const bad = [
    `${good}=`,
    `${good}\n`,
    Buffer.from(JSON.stringify(fieldsOf(good), null, 1)).toString('base64url'),
    ...[-1, 0, 0.5, MAX_PAGING_DEPTH, MAX_PAGING_DEPTH + 1, Number.MAX_SAFE_INTEGER].map((depth) =>
      pack([version, print, depth, 5, 'x:1']),
    ),
    pack([version, print, 5, 5, 'x:1', 0]),
    Buffer.from(`[1,"${print}",5,1e999,"x:1"]`).toString('base64url'),
  ];
  for (const cursor of bad) {
    assert.throws(
      () => decodeCursor(query, cursor),
      { name: 'InvalidRequestError', code: 'invalid_cursor' },
      cursor,
    );
  }
});

test('every change of one bit of a genuine cursor is refused', async () => {
  const bytes = Buffer.from(genuine);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    await refuses(changed.toString('latin1'));
  }
});

test('every change of one bit of what a genuine cursor contains is refused', async () => {
  const [body = '', signature = ''] = genuine.split('.');
  for (const [at, text] of [body, signature].entries()) {
    const bytes = Buffer.from(text, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const parts =
        at === 0 ? [changed.toString('base64url'), signature] : [body, changed.toString('base64url')];
      await refuses(parts.join('.'));
    }
  }
});

test('made-up depths, signed with another key, are refused', async () => {
  const signer = createCursorSigner('another secret');
  const [version, print, , key, id] = fieldsOf(genuine);
  for (const depth of [-1_000_000, -1, 0, 1, 5, 9_999, 1e15]) {
    await refuses(signer.sign(pack([version, print, depth, key, id])));
  }
});
