import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Check } from 'typebox/value';
import { createKeyring } from '#api/keys/keyring.ts';
import { createUsageMeter } from '#api/keys/usage-meter.ts';
import type { KeyAdded } from '#contract/keys/keys.ts';
import { KeyAddedSchema, KeysSchema } from '#contract/keys/keys.ts';
import { MAX_KEYS } from '#contract/keys/limits.ts';
import type { Records } from '#ports/records.ts';
import { encodeKeys, KEYS_KEY } from '#runtime/keys/key-record.ts';
import { createKeyStore } from '#runtime/keys/key-store.ts';
import { eventually } from '#tests/support/eventually.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';

/** One empty store: as the operator writes it, and as the processes of the API use it. */
export interface Stores {
  operator: Records;
  another: Records;
  replicas: readonly [Records, ...Records[]];
}

/** What the keys do on every kind of record store. */
export function testApiKeys(
  name: string,
  open: () => Promise<Stores>,
  options: { skip?: boolean | string } = {},
): void {
  describe(`API keys on ${name}`, options, () => {
    const logger = silentLogger();
    const add = async (records: Records, name: string): Promise<KeyAdded> => {
      const added = await createKeyStore(records).add({ name, rights: ['search'] }, Date.now());
      assert.ok(typeof added === 'object');
      return added;
    };

    test('a key works in every process of the API, and only its hash is stored', async () => {
      const { operator, replicas } = await open();
      const added = await add(operator, 'news');
      assert.ok(Check(KeyAddedSchema, added));
      for (const records of replicas) {
        const found = await createKeyring({ records, logger }).find(added.key);
        assert.ok(typeof found === 'object');
        assert.equal(found.name, 'news');
      }
      const [entry] = await operator.get([KEYS_KEY]);
      assert.ok(entry);
      assert.ok(!entry.value.includes(added.key.slice(-43)));
    });

    test('another key with the same id does not work', async () => {
      const { operator, replicas } = await open();
      const { key, id } = await add(operator, 'other');
      const keyring = createKeyring({ records: replicas[0], logger });
      assert.equal(await keyring.find(`isk_${id}_${'A'.repeat(43)}`), undefined);
      assert.equal(await keyring.find(`${key.slice(0, -1)}`), undefined);
      assert.ok(await keyring.find(key));
    });

    test('a revoked key stops within seconds in a process that knows it', async () => {
      const { operator, replicas } = await open();
      const { key, name } = await add(operator, 'gone');
      let nowMs = 1_000;
      const keyring = createKeyring({ records: replicas[0], logger, now: () => nowMs });
      assert.ok(await keyring.find(key));
      assert.equal(await createKeyStore(operator).revoke(name), true);
      nowMs += 2_001;
      assert.equal(await keyring.find(key), undefined);
      assert.equal(await createKeyStore(operator).revoke(name), false);
    });

    test('a revoked key stops within seconds when the clock was set back', async (context) => {
      const { operator, replicas } = await open();
      const { key, name } = await add(operator, 'back');
      let wallMs = Date.now();
      context.mock.method(Date, 'now', () => wallMs);
      const keyring = createKeyring({ records: replicas[0], logger });
      assert.ok(await keyring.find(key));
      wallMs -= 86_400_000;
      assert.equal(await createKeyStore(operator).revoke(name), true);
      await eventually(async () => assert.equal(await keyring.find(key), undefined));
    });

    test('a new key works at once in a process that has read the keys before', async () => {
      const { operator, replicas } = await open();
      const keyring = createKeyring({ records: replicas[0], logger });
      await keyring.find(`isk_${'0'.repeat(12)}_${'A'.repeat(43)}`);
      const { key } = await add(operator, 'new');
      assert.ok(await keyring.find(key));
    });

    test('the usage of several processes adds up, also when they write at the same moment', async () => {
      const { operator, replicas } = await open();
      const { id } = await add(operator, 'used');
      const meters = replicas.map((records) => createUsageMeter({ records, logger, everyMs: 3_600_000 }));
      for (let round = 0; round < 5; round++) {
        for (const meter of meters) {
          for (let count = 0; count < 10; count++) meter.count(id, 'requests');
          meter.count(id, 'refused');
        }
        await Promise.all(meters.map((meter) => meter.flush()));
      }
      await Promise.all(meters.map((meter) => meter.close()));
      const keys = await createKeyStore(operator).list();
      assert.ok(Check(KeysSchema, { keys }));
      const used = keys.find((one) => one.id === id);
      assert.equal(used?.requests, 50 * replicas.length);
      assert.equal(used?.refused, 5 * replicas.length);
      assert.ok(used?.last_used_at);
    });

    test('a name is used once, also when two processes add it at the same moment', async () => {
      const { operator, another } = await open();
      const stores = [operator, another].map(createKeyStore);
      const body = { name: 'twice', rights: ['search' as const] };
      const results = await Promise.all(stores.map((store) => store.add(body, 1)));
      assert.equal(results.filter((one) => typeof one === 'object').length, 1);
      assert.equal(results.filter((one) => one === 'exists').length, stores.length - 1);
    });

    test('there is a limit, and a revoked key makes room and takes its usage with it', async () => {
      const { operator } = await open();
      const store = createKeyStore(operator);
      const many = Array.from({ length: MAX_KEYS }, (_, at) => ({
        id: at.toString(16).padStart(12, '0'),
        name: `key${at}`,
        hash: '0'.repeat(64),
        rights: ['search' as const],
        rate_per_minute: null,
        created_at: '2026-01-01T00:00:00.000Z',
      }));
      const [entry] = await operator.get([KEYS_KEY]);
      await operator.put([
        { key: KEYS_KEY, value: encodeKeys(many), expectedRevision: entry?.revision ?? 0 },
      ]);
      assert.equal(await store.add({ name: 'more', rights: ['search'] }, 1), 'full');
      const meter = createUsageMeter({ records: operator, logger, everyMs: 3_600_000 });
      meter.count('000000000007', 'requests');
      await meter.close();
      assert.equal(await store.revoke('key7'), true);
      assert.equal(typeof (await store.add({ name: 'key7', rights: ['search'] }, 1)), 'object');
      const again = (await store.list()).find((one) => one.name === 'key7');
      assert.equal(again?.requests, 0);
    });
  });
}
