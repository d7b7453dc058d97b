import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTextEncoder } from '#adapters/meaning/open-text-encoder.ts';
import { createEmbeddedSearchIndex } from '#adapters/search/embedded/embedded-search-index.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';
import { eventually } from '#tests/support/eventually.ts';
import { createHashedEncoder } from '#tests/support/meaning/hashed-encoder.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import { searchQuery } from '#tests/support/search-query.ts';
import { makeDocument } from '../fixtures.ts';

async function withIndex(
  encoder: TextEncoder,
  work: (index: SearchIndex) => Promise<void>,
  prepare: (path: string) => Promise<void> = async () => {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-meaning-'));
  const path = join(folder, 'search');
  await prepare(path);
  const index = createEmbeddedSearchIndex({ path, encoder: async () => ({ encoder }) });
  try {
    await work(index);
  } finally {
    await index.close();
    await rm(folder, { recursive: true });
  }
}

const byMeaning = async (index: SearchIndex, meaning: string) =>
  (await index.search(searchQuery({ text: meaning, meaning }))).byMeaning;

test('the sentence encoder finds a bio in another language', { skip: meaningData.skip }, async () => {
  const { encoder } = await openTextEncoder({ folder: meaningData.folder });
  assert.ok(encoder);
  try {
    await withIndex(encoder, async (index) => {
      await index.upsert([
        makeDocument({ id: 'x:a1', bio: 'Ich backe jeden Tag frisches Brot', language: 'de' }),
        makeDocument({ id: 'x:a2', bio: 'Juego a videojuegos en directo', language: 'es' }),
        makeDocument({ id: 'x:a3', bio: 'Chess openings explained', language: 'en' }),
      ]);
      await eventually(async () => {
        assert.deepEqual(await byMeaning(index, 'someone who bakes bread'), ['x:a1']);
        assert.deepEqual(await byMeaning(index, 'live video game player'), ['x:a2']);
      });
    });
  } finally {
    await encoder.close();
  }
});

test('a damaged file of vectors is replaced, and the words are searched meanwhile', () =>
  withIndex(
    createHashedEncoder(),
    async (index) => {
      await index.upsert([
        makeDocument({ id: 'x:baker', bio: 'vegan baker' }),
        makeDocument({ id: 'x:pastry', bio: 'vegan pastry' }),
      ]);
      assert.equal(
        (await index.search(searchQuery({ text: 'baker', meaning: 'baker' }))).data[0]?.id,
        'x:baker',
      );
      await eventually(async () => assert.deepEqual(await byMeaning(index, 'vegan baker'), ['x:pastry']));
    },
    async (path) => {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'vectors.db'), 'no database '.repeat(1_000));
    },
  ));

test('an encoder that fails for a while is tried again', async () => {
  const working = createHashedEncoder();
  let failures = 2;
  const encoder: TextEncoder = {
    ...working,
    async encode(texts, signal) {
      if (texts.length > 1 && failures-- > 0) throw new Error('The thread has ended');
      return working.encode(texts, signal);
    },
  };
  await withIndex(encoder, async (index) => {
    await index.upsert([
      makeDocument({ id: 'x:baker', bio: 'vegan baker' }),
      makeDocument({ id: 'x:pastry', bio: 'vegan pastry' }),
    ]);
    await eventually(async () => assert.deepEqual(await byMeaning(index, 'vegan baker'), ['x:pastry']));
  });
});
