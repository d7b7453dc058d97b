import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { TcpProxy } from '#tests/support/servers/tcp-proxy.ts';
import { startTcpProxy } from '#tests/support/servers/tcp-proxy.ts';
import type { Place, Run } from './place.ts';
import { createPlace } from './place.ts';
import type { RewritingProxy } from './rewriting-proxy.ts';
import { openRewritingProxy } from './rewriting-proxy.ts';

/** `EKS_CUTS=20` is the long run. `KUBECONFIG` has to be that of the cluster behind the emulation. */
const CUTS = Number(process.env.EKS_CUTS ?? 3);
const SEED = Number(process.env.EKS_SEED ?? 20261128);
const CREATES = fileURLToPath(new URL('./eksctl-process.ts', import.meta.url));
const DELETES = fileURLToPath(new URL('./eksctl-delete-process.ts', import.meta.url));
const UP = ['up', '--yes', '--until', 'workloads'];
const DOWN = ['down', '--keep-data', '--yes'];
/** A command that ends while it is cut off leaves its lock, and the process of these commands lives on. */
const UNLOCK = '--force-unlock';
/** After the event of a cut; what a command does between two events is met too. */
const LATER_MS = 400;
/** Half of the cuts end within this time; the others stay for the rest of the command. */
const SHORT_CUT_MS = 8_000;
const TIMEOUT = '60s';

const kubectl = async (...args: string[]) => (await promisify(execFile)('kubectl', args)).stdout;
let place: Place;
let link: TcpProxy;
let aws: RewritingProxy;

before(async () => {
  place = createPlace();
  const node = `'${process.execPath}'`;
  place.eksctl(`[ "$1" = delete ] && exec ${node} '${DELETES}' "$@"\nexec ${node} '${CREATES}' "$@"`);
  const emulation = process.env.AWS_ENDPOINT_URL ?? '';
  const { kube: port } = (await (await fetch(`${emulation}/_lab/health`)).json()) as { kube: number };
  link = await startTcpProxy({ host: '127.0.0.1', port });
  // EKS says where the API server is: behind the link.
  aws = await openRewritingProxy(emulation, (asked, body) =>
    asked.method === 'GET' && asked.url?.startsWith('/clusters/')
      ? body.replaceAll(`https://127.0.0.1:${port}`, `https://127.0.0.1:${link.port}`)
      : body,
  );
  await place.reset();
});
after(async () => {
  await place?.dispose();
  await aws?.close();
  await link?.close();
});

const cli = (args: string[], onEvent: () => void = () => {}): Promise<Run> =>
  place.cli(args, { env: { AWS_ENDPOINT_URL: aws.url }, onEvent });

async function finish(args: string[]): Promise<Run> {
  const run = await cli([...args, ...(args[0] === 'up' ? [UNLOCK] : [])]);
  assert.equal(run.code, 0, JSON.stringify(run.events.slice(-5)));
  return run;
}

/** The volumes of the instance, by claim. */
async function readVolumes(): Promise<string[]> {
  const { Volumes = [] } = await (await place.aws.ec2()).describeVolumes({
    Filters: [{ Name: 'tag:kubernetes.io/created-for/pvc/namespace', Values: [place.name] }],
  });
  return Volumes.map(({ VolumeId }) => VolumeId ?? '').sort();
}

/** The volumes that the claims of the cluster have, and the credentials that the servers are given. */
async function readMounted(): Promise<{ volumes: string[]; credentials: string }> {
  const text = await kubectl('get', 'pv', '-o', 'json');
  const { items } = JSON.parse(text) as {
    items: {
      spec: { csi?: { volumeHandle: string }; claimRef?: { namespace: string } };
      status: { phase: string };
    }[];
  };
  const own = items.filter(
    ({ spec, status }) => spec.claimRef?.namespace === place.name && status.phase === 'Bound',
  );
  const credentials = await kubectl(
    ...['get', 'secret', 'influscope-credentials', '-n', place.name, '-o', 'jsonpath={.data}'],
  );
  return { volumes: own.map(({ spec }) => spec.csi?.volumeHandle ?? '').sort(), credentials };
}

/** Events of a run that nothing disturbed, by its first word. */
const whole: Record<string, number> = {};

/** Runs the command, and cuts the way to the API server at a seeded moment. */
async function runCut(args: string[], random: () => number): Promise<{ run: Run; told: string }> {
  const [verb = ''] = args;
  const of = whole[verb] ?? 0;
  const at = 1 + Math.floor(random() * of);
  const laterMs = random() * LATER_MS;
  const forMs = random() < 0.5 ? random() * SHORT_CUT_MS : null;
  const timers: NodeJS.Timeout[] = [];
  let count = 0;
  const run = await cli(forMs === null ? [...args, '--timeout', TIMEOUT] : args, () => {
    count++;
    if (count !== at) return;
    timers.push(setTimeout(() => link.sever(), laterMs));
    if (forMs !== null) timers.push(setTimeout(() => link.restore(), laterMs + forMs));
  });
  for (const timer of timers) clearTimeout(timer);
  link.restore();
  assert.notEqual(run.error?.code, 'bug', run.error?.message);
  const length = forMs === null ? 'for good' : `for ${Math.round(forMs)} ms`;
  return { run, told: `${verb} cut at event ${at} of ${of} ${length}: ${run.error?.code ?? 'done'}` };
}

test('a run that nothing disturbs brings the data back', async () => {
  whole.up = (await finish(UP)).events.length;
  const before = await readMounted();
  assert.ok(before.volumes.length > 0);
  whole.down = (await finish(DOWN)).events.length;
  await finish(UP);
  assert.deepEqual(await readMounted(), before);
});

for (let round = 1; round <= CUTS; round++)
  test(`round ${round}: up, down --keep-data and up, each cut off, lose no data`, async (t) => {
    const random = seededRandom(SEED + round);
    await place.reset();
    const first = await runCut(UP, random);
    await finish(UP);
    const data = await readMounted();
    const inventory = await place.inventory();

    const down = await runCut(DOWN, random);
    assert.deepEqual(await readVolumes(), data.volumes, down.told);
    if (down.run.error?.code === 'credentials_unsaved')
      assert.deepEqual(await place.inventory(), inventory, down.told);
    await finish(DOWN);
    assert.deepEqual(await readVolumes(), data.volumes, down.told);

    const second = await runCut(UP, random);
    await finish(UP);
    assert.deepEqual(await readMounted(), data, `${down.told}; ${second.told}`);
    t.diagnostic([first, down, second].map(({ told }) => told).join('; '));
  });
