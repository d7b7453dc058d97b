/**
 * A deployment on EKS explains itself: history, return to an earlier revision, diagnosis, support bundle and checks, with the
 * real eksctl. `node --test tests/eks/history.ts` with AWS_ENDPOINT_URL of an emulation of AWS, and KUBECONFIG of the cluster
 * behind it, whose nodes run containers and can pull the images of the manifests.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import type { DeployedRevision } from '#cli/targets/target.ts';
import { eventually } from '#tests/support/eventually.ts';
import { findBytes } from '#tests/support/find-bytes.ts';
import type { Place, Run } from './place.ts';
import { createPlace } from './place.ts';

const BROKEN = 'ghcr.io/anis-hammoudi/influscope:9.9.9';
const DEPLOY = ['deploy', '--until', 'workloads', '--timeout', '10m'];
const BUNDLE = 'report.tar.gz';
/** The first also in a setting and in the environment of a container, all in a log. */
const PLANTED = ['hunter2-hunter2', 'AKIAIOSFODNN7EXAMPLE', 'Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZg'];
/** Prints what it must not print, with all that the instance gives it, and crashes. */
const LEAK = `
  import { readdirSync, readFileSync } from 'node:fs';
  for (const name of readdirSync('/run/secrets/influscope'))
    if (!name.startsWith('.')) console.error(readFileSync('/run/secrets/influscope/' + name, 'utf8'));
  console.error('key ${PLANTED[1]} token: ${PLANTED[2]}');
  console.error('amqp://user:${PLANTED[0]}@host password=${PLANTED[0]}');
  process.exit(3);
`;

let place: Place;
let kubectl: (...args: string[]) => Promise<string>;
/** All that commands printed. */
let printed = '';
/** The log of the program that prints secrets. */
let leaked = '';

before(async () => {
  place = createPlace();
  await place.reset();
  place.eksctl('real');
  kubectl = async (...args) => (await promisify(execFile)('kubectl', ['-n', place.name, ...args])).stdout;
  configure();
  await succeed(['up', '--yes', '--until', 'workloads', '--timeout', '40m']);
});
after(async () => {
  const down = await place?.cli(['down', '--delete-data', '--yes', '--force-unlock']);
  await place?.dispose();
  assert.equal(down?.code, 0, JSON.stringify(down?.events.slice(-5)));
});

function configure(more = ''): void {
  const contact = `contact: https://team:${PLANTED[0]}@example.com/`;
  writeFileSync(join(place.folder, 'influscope.yaml'), `${contact}\n${more}\n`);
}

async function run(args: string[]): Promise<Run> {
  const done = await place.cli(args);
  printed += done.stdout + done.stderr;
  return done;
}

async function succeed(args: string[]): Promise<Run> {
  const done = await run(args);
  assert.equal(done.code, 0, done.stdout + done.stderr);
  return done;
}

const readHistory = async () => {
  const { stdout } = await succeed(['history']);
  return (JSON.parse(stdout) as { revisions: DeployedRevision[] }).revisions;
};
const imageOfApi = () =>
  kubectl('get', 'deployment', 'api', '-o', 'jsonpath={.spec.template.spec.containers[0].image}');
const levelInCluster = () =>
  kubectl('get', 'configmap', 'influscope-settings', '-o', 'jsonpath={.data.LOG_LEVEL}');
const notes = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'note' ? [event.code] : []));

test('an image that does not exist is named, and the services return to the good one', async () => {
  const good = await imageOfApi();
  configure(`images: { influscope: '${BROKEN}' }`);
  const { code, error, events, stdout } = await run(DEPLOY);
  assert.equal(code, 1, stdout);
  assert.equal(error?.code, 'rollout_failed', stdout);
  assert.equal(error?.findings?.[0]?.code, 'image_not_found', stdout);
  assert.ok(notes(events).includes('rolled_back'), stdout);
  assert.equal(await imageOfApi(), good);
  configure();
});

test('the history says who deployed what, when, with which image and settings', async () => {
  const [back, failed, first, ...rest] = await readHistory();
  assert.deepEqual(rest, []);
  assert.ok(back && failed && first);
  assert.deepEqual(
    [first, failed, back].map(({ revision, result, repeats, current }) => ({
      revision,
      result,
      repeats,
      current,
    })),
    [
      { revision: 1, result: 'ready', repeats: null, current: false },
      { revision: 2, result: 'failed', repeats: null, current: false },
      { revision: 3, result: 'ready', repeats: 1, current: true },
    ],
  );
  assert.equal(failed.images.api, BROKEN);
  assert.notEqual(first.images.api, BROKEN);
  assert.deepEqual(back.images, first.images);
  const times = [first, failed, back].map(({ at }) => Date.parse(at));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  for (const { by, settings } of [first, failed, back]) {
    // The user of the cluster, and the one of this machine.
    assert.match(by, new RegExp(`^\\S+ \\(${userInfo().username}\\)$`));
    assert.ok(settings.CONTACT);
  }
});

test('a return by hand brings the settings back, too', async () => {
  const before = await levelInCluster();
  configure('log_level: debug');
  await succeed(DEPLOY);
  const [changed] = await readHistory();
  assert.equal(changed?.settings.LOG_LEVEL, 'debug');
  assert.equal(await levelInCluster(), 'debug');
  const { events } = await succeed(['rollback']);
  assert.ok(events.some(({ type }) => type === 'ready'));
  assert.equal(await levelInCluster(), before);
  const [current] = await readHistory();
  assert.equal(current?.result, 'ready');
  assert.equal(current.settings.LOG_LEVEL, before);
  assert.equal(current.repeats, 3);
  configure();
});

test('a revision that does not exist is refused', async () => {
  const { code, error } = await run(['rollback', '99']);
  assert.equal(code, 2);
  assert.equal(error?.code, 'revision_unknown');
});

test('explain names what someone broke by hand, and a return repairs it', async () => {
  const program = `--import=data:text/javascript;base64,${Buffer.from(LEAK).toString('base64')}`;
  const env = [
    { name: 'NODE_OPTIONS', value: program },
    { name: 'DB_PASSWORD', value: PLANTED[0] },
  ];
  const containers = [{ name: 'api', env }];
  const change = {
    spec: { strategy: { type: 'Recreate', rollingUpdate: null }, template: { spec: { containers } } },
  };
  await kubectl('patch', 'deployment', 'api', '-p', JSON.stringify(change));
  await eventually(
    async () => {
      const { code, events, stdout } = await run(['explain']);
      assert.equal(code, 1, stdout);
      const [first] = events.filter((event): event is EventOf<'finding'> => event.type === 'finding');
      assert.equal(first?.code, 'crash_loop', stdout);
      assert.equal(`${first.kind}/${first.name}`, 'Deployment/api');
      assert.match(JSON.stringify(first.evidence), /exited with code 3/);
      assert.match(JSON.stringify(first.evidence), /amqp:/);
    },
    { timeoutMs: 180_000, everyMs: 1_000 },
  );
  leaked = await kubectl('logs', 'deployment/api', '--previous');
  await run(['explain', '--bundle', BUNDLE]);
  await succeed(['rollback', '3', '--force-conflicts']);
  const { events } = await succeed(['explain']);
  assert.ok(notes(events).includes('nothing_wrong'));
});

test('doctor checks the account and the cluster, each failure with a fix', async () => {
  const { events, code, stdout } = await run(['doctor']);
  const checks = events.filter((event): event is EventOf<'check'> => event.type === 'check');
  assert.ok(checks.length > 5, stdout);
  for (const { status, fix, name } of checks) if (status !== 'ok') assert.ok(fix, name);
  assert.equal(code, checks.some(({ status }) => status === 'fail') ? 1 : 0);
});

test('no secret is in what the commands printed, in the bundle, or in the state folder', async () => {
  const secret = JSON.parse(await kubectl('get', 'secret', 'influscope-credentials', '-o', 'json')) as {
    data: Record<string, string>;
  };
  const values = Object.entries(secret.data)
    .filter(([key]) => /password|token|key|cookie/.test(key))
    .flatMap(([, value]) => [value, Buffer.from(value, 'base64').toString()]);
  assert.ok(values.length > 5);
  const bundle = gunzipSync(readFileSync(join(place.folder, BUNDLE))).toString('utf8');
  // The program did print them, and the bundle has its log and the history.
  assert.match(leaked, new RegExp(PLANTED[0] ?? ''));
  for (const file of ['diagnosis.txt', 'history.json', 'logs/api']) assert.ok(bundle.includes(file), file);
  const texts = { 'output of the commands': printed, bundle };
  const own = place.env.AWS_SECRET_ACCESS_KEY ?? '';
  for (const [where, text] of Object.entries(texts))
    for (const value of [...PLANTED, ...values, own].filter(({ length }) => length > 0))
      assert.ok(!text.includes(value), `${value} is in the ${where}`);
  // The copy that a restore needs is for its owner alone.
  const home = place.env.INFLUSCOPE_HOME ?? '';
  const copy = join(home, 'platforms', place.name, 'credentials.json');
  assert.equal(statSync(copy).mode & 0o077, 0);
  const found = findBytes(home, [...PLANTED, ...values, own]);
  assert.deepEqual(
    found.filter((one) => !one.endsWith(copy)),
    [],
  );
});
