import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigError, loadServiceConfig, parseServiceNames } from '#runtime/process/config.ts';
import { SERVICE_NAMES } from '#runtime/process/service.ts';

const complete = {
  QUEUE_URL: 'embedded:/data/queue.db',
  RECORDS_URL: 'embedded:/data/records.db',
  SEARCH_URL: 'embedded:/data/search',
  OBJECTS_URL: 'file:/data/objects',
};

const faultsOf = (...args: Parameters<typeof loadServiceConfig>): string[] => {
  try {
    loadServiceConfig(...args);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
  return [];
};

test('takes the paths of embedded backing parts from their URLs', () => {
  const config = loadServiceConfig([...SERVICE_NAMES], complete);
  assert.deepEqual(config.queue, { kind: 'embedded', path: '/data/queue.db' });
  assert.deepEqual(config.objects, { kind: 'embedded', path: '/data/objects' });
});

test('makes larger batches for a server than for an embedded store', () => {
  assert.equal(loadServiceConfig([...SERVICE_NAMES], complete).indexerBatch, 50);
  const remote = { ...complete, RECORDS_URL: 'http://127.0.0.1:9200' };
  assert.equal(loadServiceConfig([...SERVICE_NAMES], remote).indexerBatch, 200);
  assert.equal(loadServiceConfig([...SERVICE_NAMES], { ...remote, INDEXER_BATCH: '7' }).indexerBatch, 7);
});

test('reports every fault at once, each with its variable', () => {
  const faults = faultsOf(['indexer'], { PORT: 'http', LOG_LEVEL: 'loud', SEARCH_URL: 'ftp://x' });
  for (const name of ['QUEUE_URL', 'RECORDS_URL', 'SEARCH_URL', 'ANALYTICS_ADDR', 'PORT', 'LOG_LEVEL']) {
    assert.equal(faults.filter((fault) => fault.startsWith(`${name}:`)).length, 1, `${name} in ${faults}`);
  }
});

test('asks a service only for what it needs', () => {
  assert.deepEqual(faultsOf(['analytics'], {}), []);
  assert.deepEqual(
    faultsOf(['api'], {}).map((fault) => fault.split(':')[0]),
    ['SEARCH_URL', 'OBJECTS_URL'],
  );
});

test('leaves alone what a service has no business with', () => {
  const config = loadServiceConfig(['api'], complete);
  assert.deepEqual(
    [config.queue, config.records, config.search !== null, config.objects !== null],
    [null, null, true, true],
  );
});

test('takes the signs out of the user name and password of a URL', () => {
  const { queue } = loadServiceConfig(['scraper'], {
    ...complete,
    QUEUE_URL: 'amqp://us%40er:p%2Fw%25@localhost/v%2Fhost',
    QUEUE_CA_FILE: '/tls/ca.pem',
  });
  assert.ok(queue?.kind === 'remote');
  assert.deepEqual([queue.username, queue.password, queue.caFile], ['us@er', 'p/w%', '/tls/ca.pem']);
});

test('refuses credentials in a URL that leaves the machine', () => {
  assert.match(
    faultsOf(['scraper'], { ...complete, QUEUE_URL: 'amqp://user:secret@broker/' }).join(),
    /QUEUE_URL: credentials in a URL/,
  );
  assert.deepEqual(faultsOf(['scraper'], { ...complete, QUEUE_URL: 'amqp://user:secret@127.0.0.1/' }), []);
});

test('reads a secret from its file and never repeats it in a fault', () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-config-'));
  try {
    const file = join(folder, 'token');
    writeFileSync(file, 'a-secret\n');
    const config = loadServiceConfig([...SERVICE_NAMES], { ...complete, ADMIN_TOKEN_FILE: file });
    assert.equal(config.adminToken, 'a-secret');
    const faults = faultsOf(['analytics'], { ADMIN_TOKEN: 'a-secret', ADMIN_TOKEN_FILE: file });
    assert.equal(faults.length, 1);
    assert.doesNotMatch(faults.join(), /a-secret/);
    const env = { QUEUE_URL: 'amqp://broker', QUEUE_USERNAME_FILE: file, QUEUE_PASSWORD_FILE: file };
    const { queue } = loadServiceConfig(['scraper'], { ...env, OBJECTS_URL: 'file:./objects' });
    assert.ok(queue?.kind === 'remote');
    assert.deepEqual([queue.username, queue.password], ['a-secret', 'a-secret']);
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
