// Long: one table of faults between a command and the cluster.
/**
 * Faults of the way to a cluster, and of the credentials for it, before and during a wait: `npm run test:diagnosis` with
 * KUBECONFIG of a test cluster with fake nodes, and kubectl on PATH. Prints the seconds from the fault to the code.
 */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import type { CuttableCluster } from '#tests/support/kubernetes/cuttable-cluster.ts';
import { startCuttableCluster } from '#tests/support/kubernetes/cuttable-cluster.ts';
import { selfSigned } from '#tests/support/servers/self-signed.ts';
import type { Place } from '../integration/cli/kubernetes/cluster.ts';
import { createPlace, oneDeployment, skipReason } from '../integration/cli/kubernetes/cluster.ts';
import { kubectl } from './causes/cause.ts';
import { checkFix } from './causes/check-fix.ts';

const UP = ['up', '--until', 'workloads', '-o', 'json', '--timeout', '120s'];
const own = process.env.KUBECONFIG ?? '';

interface Kubeconfig {
  clusters: { name: string; cluster: Record<string, string> }[];
  users: { name: string; user: object }[];
}

describe('the way to a cluster', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  let link: CuttableCluster;
  before(async () => {
    place = await createPlace();
    link = await startCuttableCluster();
  });
  afterEach(async () => {
    process.env.KUBECONFIG = own;
    link.restore();
    await place.cli(['down', '--delete-data', '--yes', '--force-unlock', '--timeout', '60s']);
  });
  after(async () => {
    await place?.kubectl('delete', 'clusterrolebinding', `${place.name}-user`, '--ignore-not-found');
    await place?.dispose();
    await link?.close();
  });
  const signIn = (change: (config: Kubeconfig) => void) => {
    const [path = ''] = own.split(':');
    const config = parse(readFileSync(path, 'utf8')) as Kubeconfig;
    change(config);
    const file = join(place.root, 'kubeconfig.json');
    writeFileSync(file, JSON.stringify(config));
    process.env.KUBECONFIG = file;
  };
  const signInAs = (user: object) =>
    signIn(({ users }) => {
      for (const one of users) one.user = user;
    });
  const signInThroughLink = (change: (config: Kubeconfig) => void = () => {}) =>
    signIn((config) => {
      const [first] = (JSON.parse(link.kubeconfig) as Kubeconfig).clusters;
      for (const one of config.clusters) if (first) one.cluster = { ...first.cluster };
      change(config);
    });
  const createAdmin = async (name: string) => {
    await place.kubectl('create', 'serviceaccount', name, '-n', 'default');
    const account = `--serviceaccount=default:${name}`;
    await place.kubectl('create', 'clusterrolebinding', name, '--clusterrole=cluster-admin', account);
  };
  const tokenOf = async (space: string, name: string) =>
    (await place.kubectl('create', 'token', name, '-n', space)).trim();
  const neverReady = () => place.edit((stages) => oneDeployment(stages, 'never-ready:not yet'));
  const isWaiting = (event: Event) =>
    event.type === 'object' && event.kind === 'Deployment' && /become ready/.test(event.message);
  /** Deploys through an outage that begins in the wait, and ends when the command reports `code`. */
  const deployThroughOutage = async (code: string, also = { begin() {}, end() {} }) => {
    let cutAt = 0;
    let namedS = 0;
    let repaired: Promise<unknown> | undefined;
    const run = await place.cli(UP, {
      onEvent(event) {
        if (isWaiting(event) && cutAt === 0) {
          cutAt = performance.now();
          also.begin();
          link.sever();
        }
        if (event.type === 'note' && event.code === code && namedS === 0) {
          namedS = (performance.now() - cutAt) / 1_000;
          also.end();
          link.restore();
          repaired = place.kubectl(
            ...['annotate', 'pod', '-l', 'app.kubernetes.io/name=probe', 'lab/behaviour-', '-n', place.name],
            `--kubeconfig=${own}`,
          );
        }
      },
    });
    await repaired;
    return { run, namedS };
  };

  test('sign_in_expired: the token ends in the middle of a wait', async (context) => {
    neverReady();
    const user = `${place.name}-user`;
    await createAdmin(user);
    signInAs({ token: await tokenOf('default', user) });
    let endedAt = 0;
    let ending: Promise<unknown> | undefined;
    const run = await place.cli(UP, {
      onEvent(event) {
        if (!isWaiting(event) || ending !== undefined) return;
        ending = place.kubectl('delete', 'serviceaccount', user, '-n', 'default', `--kubeconfig=${own}`);
        void ending.then(() => {
          endedAt = performance.now();
        });
      },
    });
    const tookS = (performance.now() - endedAt) / 1_000;
    await ending;
    const error = run.events.at(-1) as EventOf<'error'>;
    context.diagnostic(`sign_in_expired named after ${tookS.toFixed(1)} s`);
    assert.equal(error.findings?.[0]?.code, 'sign_in_expired', run.stdout);
    assert.match(hintText(error.hint), /kubectl auth whoami/);
  });

  const explainFirst = async (context: { diagnostic(text: string): void }) => {
    const began = performance.now();
    const { events, stdout } = await place.cli(['explain', '-o', 'json']);
    const found = events.find((event): event is EventOf<'finding'> => event.type === 'finding');
    assert.ok(found, stdout);
    context.diagnostic(`${found.code} named after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    assert.equal(`${found.kind}/${found.name}`, 'Cluster/API server');
    assert.ok(found.evidence.length > 0);
    return found;
  };

  test('sign_in_expired: the token is not valid', async (context) => {
    signInAs({ token: 'expired' });
    const found = await explainFirst(context);
    assert.equal(found.code, 'sign_in_expired');
  });

  test('sign_in_failed: the program that signs in fails', async (context) => {
    signInAs({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: 'false',
        interactiveMode: 'Never',
      },
    });
    const found = await explainFirst(context);
    assert.equal(found.code, 'sign_in_failed');
    await checkFix(place, hintText(found.fix));
  });

  test('sign_in_failed: the sign-in program fails during an outage, and the deploy continues', async (context) => {
    neverReady();
    const broken = join(place.root, 'broken');
    const user = `${place.name}-plugin`;
    await createAdmin(user);
    const token = await tokenOf('default', user);
    signInThroughLink(({ users }) => {
      // A credential that is valid for no time: each request needs the program.
      const credential = { status: { token, expirationTimestamp: new Date(0).toISOString() } };
      const script = `test ! -e ${broken} && echo '${JSON.stringify(credential)}'`;
      for (const one of users) one.user = { exec: { command: 'sh', args: ['-c', script] } };
    });
    const { run, namedS } = await deployThroughOutage('sign_in_failed', {
      begin: () => writeFileSync(broken, ''),
      end: () => rmSync(broken),
    });
    await place.cli(['down', '--delete-data', '--yes', '--force-unlock', '--timeout', '60s']);
    await place.kubectl('delete', 'clusterrolebinding', user, `--kubeconfig=${own}`);
    await place.kubectl('delete', 'serviceaccount', user, '-n', 'default', `--kubeconfig=${own}`);
    context.diagnostic(`sign_in_failed named after ${namedS.toFixed(1)} s`);
    assert.equal(run.code, 0, run.stdout);
    assert.ok(namedS > 0, run.stdout);
  });

  test('certificate_not_trusted: another authority', async (context) => {
    const { cert } = selfSigned();
    signIn(({ clusters }) => {
      for (const { cluster } of clusters)
        cluster['certificate-authority-data'] = Buffer.from(cert).toString('base64');
    });
    const found = await explainFirst(context);
    assert.equal(found.code, 'certificate_not_trusted');
  });

  test('not_allowed: a user without permissions', async (context) => {
    signInAs({ token: await tokenOf('default', 'default') });
    const run = await place.cli(UP);
    const error = run.events.at(-1) as EventOf<'error'>;
    context.diagnostic(`up: ${error.code}: ${error.message.split('\n')[0]}`);
    const began = performance.now();
    const { events, stdout } = await place.cli(['explain', '-o', 'json']);
    const found = events.find((event): event is EventOf<'finding'> => event.type === 'finding');
    context.diagnostic(
      `not_allowed ${found?.code === 'not_allowed' ? 'named' : 'NOT NAMED'} after ${((performance.now() - began) / 1_000).toFixed(1)} s`,
    );
    assert.equal(found?.code, 'not_allowed', stdout);
  });

  test('api_unreachable: no answer in the middle of a wait, which continues afterwards', async (context) => {
    neverReady();
    signInThroughLink();
    const { run, namedS } = await deployThroughOutage('api_unreachable');
    // It is remembered under the address of this way.
    await place.cli(['down', '--delete-data', '--yes', '--force-unlock', '--timeout', '60s']);
    context.diagnostic(`api_unreachable named after ${namedS.toFixed(1)} s`);
    assert.equal(run.code, 0, run.stdout);
    assert.ok(namedS > 0, run.stdout);
  });

  test('finalizer_holds: down names the finalizer that holds a deletion', async (context) => {
    place.edit((stages) => oneDeployment(stages, 'run'));
    assert.equal((await place.cli(UP)).code, 0);
    const held = ['patch', 'configmap', 'influscope-history', '--type=merge', '-p'];
    await kubectl(place, ...held, '{"metadata":{"finalizers":["example.com/cleanup"]}}');
    let heldAt = 0;
    let namedS = 0;
    const run = await place.cli(
      ['down', '--delete-data', '--yes', '--force-unlock', '-o', 'json', '--timeout', '20s'],
      {
        onEvent(event) {
          if (event.type === 'step' && event.step === 'settings') heldAt = performance.now();
          if (heldAt > 0 && namedS === 0 && JSON.stringify(event).includes('example.com/cleanup'))
            namedS = (performance.now() - heldAt) / 1_000;
        },
      },
    );
    context.diagnostic(`finalizer named by down after ${namedS.toFixed(1)} s`);
    context.diagnostic(`exit code ${run.code}`);
    const { events, stdout } = await place.cli(['explain', '-o', 'json']);
    const found = events.find((event): event is EventOf<'finding'> => event.type === 'finding');
    await kubectl(place, ...held, '{"metadata":{"finalizers":null}}');
    assert.ok(namedS > 0, run.stdout);
    assert.equal(found?.code, 'finalizer_holds', stdout);
  });
});
