import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { EventOf } from '#cli/output/events/events.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import type { CliRun, Place } from './cluster.ts';
import { createPlace, skipReason } from './cluster.ts';
import { withClaim } from './layouts/with-claim.ts';

const JSON_OUTPUT = ['-o', 'json', '--timeout', '90s'];
const COMMANDS: Readonly<Record<string, string[]>> = {
  deploy: ['deploy', '--until', 'workloads'],
  up: ['up', '--until', 'workloads'],
  rotate: ['secrets', 'rotate'],
};
const SECRET = 'influscope-credentials';
const encode = (text: string) => Buffer.from(text).toString('base64');

interface Damage {
  code: string;
  /** Changes the Secret. */
  patch: object | null;
}

const DAMAGES: Readonly<Record<string, Damage>> = {
  lost: { code: 'credentials_lost', patch: null },
  'partly lost': { code: 'credentials_lost', patch: { data: { 'search-password': null } } },
  changed: { code: 'credentials_changed', patch: { data: { 'queue-password': encode('other') } } },
};

describe('credentials that no longer fit the data', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  let data: string;
  before(async () => {
    place = await createPlace();
    place.edit((stages) => withClaim(stages, ''));
    const up = await run(COMMANDS.up ?? []);
    assert.equal(up.code, 0, up.stdout);
    data = await readData();
  });
  after(() => place?.dispose());
  const run = (args: readonly string[]): Promise<CliRun> => place.cli([...args, ...JSON_OUTPUT]);
  const lastError = ({ events }: CliRun) => events.at(-1) as EventOf<'error'>;
  const readData = () =>
    place.kubectl('get', 'secret', SECRET, '-n', place.name, '-o', 'jsonpath={.data}', '--ignore-not-found');
  const damage = async ({ patch }: Damage) => {
    if (patch === null) await place.kubectl('delete', 'secret', SECRET, '-n', place.name);
    else await place.kubectl('patch', 'secret', SECRET, '-n', place.name, '-p', JSON.stringify(patch));
  };

  for (const [name, one] of Object.entries(DAMAGES)) {
    describe(name, () => {
      beforeEach(async () => {
        if ((await readData()) === data) await damage(one);
      });

      for (const [command, args] of Object.entries(COMMANDS)) {
        test(`${command} refuses, and writes nothing`, async () => {
          const before = await versions(place);
          const refused = await run(args);
          assert.equal(refused.code, 1, refused.stdout);
          assert.equal(lastError(refused).code, one.code);
          assert.match(hintText(lastError(refused).hint), /\brestore\b/);
          assert.equal(await versions(place), before);
        });
      }

      test('the saved copy brings them back', async () => {
        const restored = await run(['secrets', 'restore']);
        assert.equal(restored.code, 0, restored.stdout);
        assert.equal(await readData(), data);
        const deployed = await run(COMMANDS.deploy ?? []);
        assert.equal(deployed.code, 0, deployed.stdout);
      });
    });
  }

  test('status says so', async () => {
    await damage(DAMAGES.lost as Damage);
    const { events } = await place.cli(['status', '-o', 'json']);
    const status = events.find(({ type }) => type === 'status') as EventOf<'status'>;
    assert.equal(status.checks.find(({ name }) => name === 'credentials')?.ok, false);
    assert.equal(status.ready, false);
  });

  test('a copy of other credentials is not written back', async () => {
    const path = join(place.home, 'platforms', place.name, 'credentials.json');
    const values = Object.fromEntries(
      Object.keys(JSON.parse(data) as object).map((key) => [key, 'something-else']),
    );
    writeFileSync(path, JSON.stringify({ v: 1, namespace: 'x', values }));
    assert.equal(lastError(await run(['secrets', 'restore'])).code, 'no_saved_credentials');
    const refused = await run(COMMANDS.deploy ?? []);
    assert.equal(lastError(refused).code, 'credentials_lost');
    assert.match(hintText(lastError(refused).hint), /\breset\b/);
    rmSync(path);
    assert.equal(lastError(await run(['secrets', 'restore'])).code, 'no_saved_credentials');
  });

  test('a new instance without data gets new credentials', async () => {
    assert.equal((await run(['down', '--delete-data', '--yes'])).code, 0);
    assert.equal((await run(COMMANDS.up ?? [])).code, 0);
    assert.notEqual(await readData(), data);
  });

  test('a missing admin token is made again, and restarts the services', async () => {
    await damage({ code: '', patch: { data: { 'admin-token': null } } });
    const deployed = await run(COMMANDS.deploy ?? []);
    assert.equal(deployed.code, 0, deployed.stdout);
    assert.ok((JSON.parse(await readData()) as Record<string, string>)['admin-token']);
    const template = await place.kubectl('get', 'deployment', 'probe', '-n', place.name, '-o', 'json');
    assert.match(template, /influscope\.io\/rotation/);
  });
});

function versions({ kubectl, name }: Place): Promise<string> {
  return kubectl(
    'get',
    'deployments,statefulsets,configmaps,secrets,serviceaccounts',
    '-n',
    name,
    '-o',
    'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.generation} {.metadata.uid} {.data}{"\\n"}{end}',
  );
}
