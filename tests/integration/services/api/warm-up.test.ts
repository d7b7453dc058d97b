import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createFilesystemObjectStore } from '#adapters/objects/filesystem/filesystem-object-store.ts';
import { stringText } from '#adapters/search/stored/string-text.ts';
import { buildApp } from '#api/build-app.ts';
import type { KeyGuard } from '#api/keys/key-guard.ts';
import { createKeyGuard } from '#api/keys/key-guard.ts';
import { warmUp } from '#api/warm-up.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

test('asks for words of the profiles once the index is filled, and stops with the service', async () => {
  const { index, app, searched, asked } = await open();
  const stopping = new AbortController();
  const warming = warmUp({ app, index, signal: stopping.signal, everyMs: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(searched(), 0);
  await index.upsert([{ profile: searchableProfile(1), version: 1 }]);
  await warming;
  assert.ok(searched() > 3);
  assert.equal(asked().filter(({ meaning }) => meaning !== undefined).length, 1);
  const texts = asked().map(({ tree }) => JSON.stringify(tree));
  assert.ok(texts.length - new Set(texts).size > 500, 'one question comes again, as a popular one does');
  await app.close();
});

test('needs no API key and opens no port', async () => {
  const logger = pino({ level: 'silent' });
  const { index, app, searched } = await open(
    createKeyGuard({ records: {} as Records, logger, ownerToken: null }),
  );
  await index.upsert([{ profile: searchableProfile(1), version: 1 }]);
  await warmUp({ app, index, signal: new AbortController().signal });
  assert.ok(searched() > 3);
  assert.equal(app.server.listening, false);
  await app.close();
});

test('ends while it waits for profiles when the service stops', async () => {
  const { index, app, searched } = await open();
  const stopping = new AbortController();
  const warming = warmUp({ app, index, signal: stopping.signal, everyMs: 60_000 });
  stopping.abort();
  await warming;
  assert.equal(searched(), 0);
  await app.close();
});

async function open(keys?: KeyGuard) {
  const asked: SearchQuery[] = [];
  const fake = createFakeSearchIndex();
  const index: SearchIndex = {
    ...fake,
    searchTexts: async (query) => {
      asked.push(query);
      const data = [...fake.documents.values()].map(({ profile }) =>
        stringText(JSON.stringify(profile), profile),
      );
      return { data, total: data.length, matched: 'exact', facets: null, byMeaning: null, next: null };
    },
  };
  const app = await buildApp({
    index,
    objects: createFilesystemObjectStore({ path: '/nonexistent' }),
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    version: '1.2.3',
    rateLimit: 0,
    probes: () => {},
    keys,
  });
  await app.ready();
  return { index, app, searched: () => asked.length, asked: () => asked };
}
