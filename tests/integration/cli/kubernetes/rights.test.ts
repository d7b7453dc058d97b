import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { EventOf } from '#cli/output/events/events.ts';
import { covers, RIGHTS, rulesOf } from '#cli/targets/kubernetes/rights.ts';
import type { RecordedRight, RecordingProxy } from '#tests/support/kubernetes/recording-proxy.ts';
import { startRecordingProxy } from '#tests/support/kubernetes/recording-proxy.ts';
import type { Place } from './cluster.ts';
import { createPlace, skipReason } from './cluster.ts';

const COMMANDS = [
  ['up', '--until', 'workloads'],
  ['deploy', '--dry-run'],
  ['deploy', '--until', 'workloads'],
  ['down', '--keep-data'],
  ['up', '--until', 'workloads'],
  ['down', '--delete-data', '--yes'],
];
const OUTPUT = ['-o', 'json', '--timeout', '120s'];

describe('the rights that the commands need', { skip: skipReason(), concurrency: false }, () => {
  const own = process.env.KUBECONFIG;
  let place: Place;
  let proxy: RecordingProxy;
  before(async () => {
    proxy = await startRecordingProxy();
    place = await createPlace();
  });
  after(async () => {
    process.env.KUBECONFIG = own;
    for (const kind of ['clusterrolebinding', 'clusterrole', 'serviceaccount'])
      await place?.kubectl('delete', kind, `${place.name}-user`, '--ignore-not-found');
    await place?.dispose();
    await proxy?.close();
  });
  const signInWith = (kubeconfig: string) => {
    const path = join(place.root, 'kubeconfig.json');
    writeFileSync(path, kubeconfig);
    process.env.KUBECONFIG = path;
  };

  test('are those of the table: every request is covered, and no right is left over', async () => {
    signInWith(proxy.kubeconfig);
    for (const args of COMMANDS) {
      const run = await place.cli([...args, ...OUTPUT]);
      assert.equal(run.code, 0, run.stdout);
    }
    process.env.KUBECONFIG = own;
    const recorded = proxy.take();
    const needed = RIGHTS.filter(({ only }) => only === undefined);
    const show = ({ verb, resource, group, scope }: RecordedRight) => `${verb} ${resource}.${group} ${scope}`;
    assert.deepEqual(
      recorded.filter((one) => !RIGHTS.some((right) => covers(right, one))).map(show),
      [],
      'requests that the table does not know',
    );
    const unused = needed.flatMap((right) =>
      right.verbs
        // Whether a watch follows a list depends on the moment.
        .filter((verb) => verb !== 'watch')
        .flatMap((verb) => right.resources.map((resource) => ({ ...right, resource, verb })))
        .filter(({ verb, resource, group, scope }) =>
          recorded.every(
            (one) =>
              one.verb !== verb ||
              one.scope !== scope ||
              (group !== '*' && (one.resource !== resource || one.group !== group)),
          ),
        ),
    );
    assert.deepEqual(unused.map(show), [], 'rights that nothing uses');
  });

  test('are enough for a user that has no others', async () => {
    await grant(place, [...rulesOf('cluster'), ...rulesOf('namespace')]);
    signInWith(await kubeconfigOf(place));
    for (const args of COMMANDS) {
      const run = await place.cli([...args, ...OUTPUT]);
      assert.equal(run.code, 0, run.stdout);
    }
    assert.equal((await rightsCheck(place)).status, 'ok');
  });

  test('are missed by doctor one by one', async () => {
    const rules = [...rulesOf('cluster'), ...rulesOf('namespace')].map((rule) => ({
      ...rule,
      verbs: rule.resources.includes('statefulsets')
        ? rule.verbs.filter((verb) => verb !== 'patch')
        : rule.verbs,
    }));
    process.env.KUBECONFIG = own;
    await grant(place, rules);
    signInWith(await kubeconfigOf(place));
    const check = await rightsCheck(place);
    assert.equal(check.status, 'fail');
    assert.match(check.message, /patch statefulsets\.apps/);
    process.env.KUBECONFIG = own;
  });
});

async function rightsCheck(place: Place): Promise<EventOf<'check'>> {
  const { events } = await place.cli(['doctor', '-o', 'json']);
  const check = events.find((one) => one.type === 'check' && one.name === 'rights');
  assert.ok(check);
  return check as EventOf<'check'>;
}

/** Gives a user of the test's own these rights and no others. */
async function grant(place: Place, rules: object[]): Promise<void> {
  const name = `${place.name}-user`;
  const group = 'rbac.authorization.k8s.io';
  const path = join(place.root, 'role.json');
  const items = [
    { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
  ];
  writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await place.kubectl('apply', '-f', path);
}

async function kubeconfigOf(place: Place): Promise<string> {
  const name = `${place.name}-user`;
  const token = (await place.kubectl('create', 'token', name, '-n', 'default')).trim();
  const text = await place.kubectl('config', 'view', '--raw', '--minify', '--flatten', '-o', 'json');
  const config = JSON.parse(text) as { users: { user: object }[] };
  for (const one of config.users) one.user = { token };
  return JSON.stringify(config);
}
