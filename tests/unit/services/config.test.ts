import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { configureParts } from '#adapters/open-parts.ts';
import { createEnvironment } from '#runtime/config/environment.ts';
import { readProcessConfig } from '#runtime/process/config.ts';
import type { ServiceName } from '#runtime/process/service.ts';
import { SERVICE_NAMES } from '#runtime/process/service.ts';
import { parseServiceNames, readServiceConfigs, usedPorts } from '#services/config.ts';

const complete = {
  QUEUE_URL: 'embedded:/data/queue.db',
  RECORDS_URL: 'embedded:/data/records.db',
  SEARCH_URL: 'embedded:/data/search',
  OBJECTS_URL: 'file:/data/objects',
};

async function read(services: readonly ServiceName[], env: Record<string, string>) {
  const environment = createEnvironment(env);
  const config = readProcessConfig(environment);
  const services_ = readServiceConfigs(services, environment);
  const parts = await configureParts(usedPorts(services), environment);
  const faulty = environment.faults.map((fault) => fault.slice(0, fault.indexOf(':')));
  return { config, services: services_, parts, faulty, faults: environment.faults };
}

test('makes larger batches for a server than for an embedded store', async () => {
  const remote = { ...complete, RECORDS_URL: 'http://127.0.0.1:9200' };
  assert.equal((await read(SERVICE_NAMES, complete)).parts.batchSize, 50);
  assert.equal((await read(SERVICE_NAMES, remote)).parts.batchSize, 200);
  const { services } = await read(SERVICE_NAMES, { ...remote, INDEXER_BATCH: '7' });
  assert.equal(services.indexer?.batchSize, 7);
});

test('reports every fault at once, each with its variable', async () => {
  const env = { LOG_LEVEL: 'loud', SEARCH_URL: 'ftp://x', INDEXER_BATCH: 'many', ADMIN_PORT: '-1' };
  const { faulty } = await read(['indexer'], env);
  const expected = ['ADMIN_PORT', 'LOG_LEVEL', 'QUEUE_URL', 'RECORDS_URL', 'ANALYTICS_ADDR', 'INDEXER_BATCH'];
  assert.deepEqual(faulty, [...expected, 'SEARCH_URL']);
});

test('requires of a service only what it uses', async () => {
  assert.deepEqual((await read(['analytics'], {})).faulty, []);
  assert.deepEqual((await read(['api'], {})).faulty, ['SEARCH_URL', 'OBJECTS_URL']);
});

test('names a missing URL once, with all services that use it', async () => {
  const { faulty, faults } = await read(SERVICE_NAMES, { ...complete, QUEUE_URL: '' });
  assert.deepEqual(faulty, ['QUEUE_URL']);
  assert.match(faults.join(), /indexer, scraper/);
});

test('ignores the URLs and variables of other services', async () => {
  const { services, faulty } = await read(['api'], { ...complete, QUEUE_URL: 'ftp://x', INDEXER_BATCH: 'x' });
  assert.deepEqual(faulty, []);
  assert.deepEqual([services.indexer, services.api?.port], [null, 8_080]);
});

test('refuses a URL without a path, and one of an unknown scheme', async () => {
  for (const url of ['embedded:', 'embedded://host/x', 'data/search', 'redis://host']) {
    assert.deepEqual((await read(['api'], { ...complete, SEARCH_URL: url })).faulty, ['SEARCH_URL'], url);
  }
});

test('refuses credentials in a URL of another machine', async () => {
  for (const [name, scheme] of [
    ['QUEUE_URL', 'amqp'],
    ['SEARCH_URL', 'http'],
    ['RECORDS_URL', 'https'],
  ] as const) {
    const remote = { ...complete, [name]: `${scheme}://user:secret@server/` };
    const { faulty, faults } = await read(SERVICE_NAMES, remote);
    assert.deepEqual(faulty, [name]);
    assert.doesNotMatch(faults.join(), /secret@/);
    const local = { ...complete, [name]: `${scheme}://user:secret@127.0.0.1/` };
    assert.deepEqual((await read(SERVICE_NAMES, local)).faulty, []);
  }
});

test('refuses an index name, a bucket and credentials that its adapter cannot use', async () => {
  const s3 = 's3://bucket?endpoint=http://127.0.0.1:9000';
  for (const [env, name] of [
    [{ SEARCH_URL: 'http://127.0.0.1:9200?index=_x' }, 'SEARCH_URL'],
    [{ OBJECTS_URL: 's3://B?endpoint=http://127.0.0.1:9000' }, 'OBJECTS_URL'],
    [{ OBJECTS_URL: s3, OBJECTS_USERNAME: 'key' }, 'OBJECTS_USERNAME'],
    [{ SEARCH_URL: 'http://127.0.0.1:9200', SEARCH_CA_FILE: '/no/such/file' }, 'SEARCH_CA_FILE'],
  ] as const) {
    assert.deepEqual((await read(['api'], { ...complete, ...env })).faulty, [name]);
  }
});

test('reads a secret from its file and never repeats it in a fault', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-config-'));
  try {
    const file = join(folder, 'token');
    writeFileSync(file, 'a-secret\n');
    const { config } = await read(SERVICE_NAMES, { ...complete, ADMIN_TOKEN_FILE: file });
    assert.equal(config.adminToken, 'a-secret');
    const { faults } = await read(['analytics'], { ADMIN_TOKEN: 'a-secret', ADMIN_TOKEN_FILE: file });
    assert.equal(faults.length, 1);
    assert.doesNotMatch(faults.join(), /a-secret/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('knows the four services and all of them together', () => {
  assert.deepEqual(parseServiceNames('all'), [...SERVICE_NAMES]);
  assert.deepEqual(parseServiceNames('api'), ['api']);
  assert.equal(parseServiceNames('web'), null);
  assert.equal(parseServiceNames(undefined), null);
});
