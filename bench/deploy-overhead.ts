/**
 * Time from the last condition that a deploy waits for to the end of the command: `node bench/deploy-overhead.ts [rounds]`, with
 * the KUBECONFIG of a test cluster and kubectl on PATH; needs `npm run build`. Every round changes a setting, so that
 * the four services are replaced, once with `influscope deploy` and once with `kubectl rollout status` after the same
 * change; then, where helm is on PATH, with `helm upgrade --wait` of a chart of the same Deployments. A separate
 * watch records when the last Deployment became current; the result is the time from then to the end of the command.
 * The documented polling interval of 60 seconds is shown for scale.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { assessReadiness } from '#cli/kubernetes/readiness/assess-readiness.ts';
import { NOTHING_RELATED } from '#cli/kubernetes/readiness/object-readiness.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import { watchObjects } from '#cli/kubernetes/watch/watch.ts';
import { quantile } from './quantile.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const NAME = 'overhead';
const SERVICES = ['analytics', 'indexer', 'scraper', 'api'];
const root = fileURLToPath(new URL('..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'influscope-overhead-'));
const env = { ...process.env, INFLUSCOPE_HOME: home, INFLUSCOPE_TARGET: 'kubernetes', INFLUSCOPE_NAME: NAME };
const launcher = join(root, 'bin/influscope.js');
const { config, identity } = await openKubeConfig({ context: null, path: null });
const client: KubeClient = createKubeClient(config, identity);
const times: Record<string, number[]> = { 'influscope deploy': [], 'kubectl rollout status': [] };

try {
  await end(spawnCli('up'));
  for (let round = 1; round <= ROUNDS; round++) {
    await measure('influscope deploy', () => end(spawnCli('deploy', `${round}000`)));
    await measure('kubectl rollout status', () => rollOut(round));
  }
  if (hasHelm()) {
    times['helm upgrade --wait'] = [];
    const chart = writeChart();
    for (let round = 1; round <= ROUNDS; round++)
      await measure('helm upgrade --wait', () => upgrade(chart, round));
  }
  console.log(
    `${ROUNDS} rounds; milliseconds from the last Deployment being current to the end of the command`,
  );
  for (const [name, all] of Object.entries(times)) {
    console.log(
      `${name.padEnd(24)} median ${quantile(all, 0.5).toFixed(0).padStart(6)}  most ${quantile(all, 1).toFixed(0).padStart(6)}`,
    );
  }
  console.log('documented sleep         up to 60000');
} finally {
  // What helm keeps of its release is not ours to delete.
  if (hasHelm()) spawnSync('helm', ['uninstall', 'overhead', '-n', NAME], { stdio: 'ignore' });
  await end(spawn(process.execPath, [launcher, 'down', '--delete-data', '--yes'], { env, stdio: 'ignore' }));
  client.close();
  rmSync(home, { recursive: true, force: true });
}

/** Runs one way to wait, and notes how long it went on after the fact. */
async function measure(name: string, work: () => Promise<void>): Promise<void> {
  const done = new AbortController();
  const observer = observe(done.signal);
  await observer.listed;
  await work();
  const ended = performance.now();
  // What ended before the observer had the news was faster than the news.
  times[name]?.push(Math.max(0, ended - observer.last()));
  done.abort();
  await observer.ended;
}

/** Notes when the last of the services became current after having been something else. */
function observe(signal: AbortSignal): { listed: Promise<void>; last(): number; ended: Promise<void> } {
  const well = new Map<string, boolean>();
  let last = 0;
  let onListed = () => {};
  const listed = new Promise<void>((resolve) => {
    onListed = resolve;
  });
  const see = (object: KubeObject) => {
    const now = assessReadiness(object, NOTHING_RELATED, Date.now()).status === 'current';
    if (now && well.get(object.metadata.name) === false) last = performance.now();
    well.set(object.metadata.name, now);
  };
  const ended = watchObjects<KubeObject>(client, {
    resource: RESOURCES.deployment,
    namespace: NAME,
    signal,
    onSighting(sighting) {
      if (sighting.type === 'listed') {
        sighting.objects.forEach(see);
        onListed();
      } else if (sighting.type === 'changed') see({ ...sighting.object, kind: 'Deployment' });
    },
  });
  return { listed, last: () => last, ended };
}

/** The same change by kubectl, and its way to wait. */
async function rollOut(round: number): Promise<void> {
  const names = SERVICES.map((service) => `deployment/${service}`);
  const patch = JSON.stringify({
    spec: { template: { metadata: { annotations: { 'bench/round': String(round) } } } },
  });
  for (const name of names)
    execFileSync('kubectl', ['-n', NAME, 'patch', name, '-p', patch], { stdio: 'ignore' });
  await Promise.all(
    names.map((name) => end(spawn('kubectl', ['-n', NAME, 'rollout', 'status', name], { stdio: 'ignore' }))),
  );
}

function hasHelm(): boolean {
  return spawnSync('helm', ['version'], { stdio: 'ignore' }).status === 0;
}

/** The Deployments as they are in the cluster, with a value to change. */
function writeChart(): string {
  const chart = join(home, 'chart');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: overhead\nversion: 1.0.0\n');
  const names = SERVICES.map((service) => `deployment/${service}`);
  const text = execFileSync('kubectl', ['-n', NAME, 'get', ...names, '-o', 'json'], { encoding: 'utf8' });
  for (const { apiVersion, kind, metadata, spec } of JSON.parse(text).items) {
    spec.template.metadata.annotations = {
      ...spec.template.metadata.annotations,
      'bench/round': '{{ .Values.round }}',
    };
    const { name, labels } = metadata;
    const object = { apiVersion, kind, metadata: { name, labels }, spec };
    writeFileSync(join(chart, 'templates', `${name}.yaml`), JSON.stringify(object));
  }
  return chart;
}

function upgrade(chart: string, round: number): Promise<void> {
  const values = ['--set-string', `round=helm-${round}`];
  const flags = ['--install', '--take-ownership', '--wait', '--timeout', '5m', '-n', NAME];
  return end(
    spawn('helm', ['upgrade', 'overhead', chart, ...flags, ...values], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
}

function spawnCli(command: string, rateLimit = '500') {
  return spawn(process.execPath, [launcher, command, '--until', 'workloads', '-o', 'json'], {
    env: { ...env, INFLUSCOPE_RATE_LIMIT: rateLimit },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function end(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`it ended with ${code}`))));
  });
}
