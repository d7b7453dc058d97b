/**
 * What three ways to wait report about the same faults, and when: `node bench/name-faults.ts [limit in seconds]` (default: 60), with
 * the KUBECONFIG of a test cluster with fake nodes, and kubectl and helm on PATH; without helm, kubectl alone. Each way gets
 * the same manifests, the same limit and a separate namespace; the three run at the same time.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { RULES } from '#cli/kubernetes/diagnosis/rules.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import type { Place } from '#tests/integration/cli/kubernetes/cluster.ts';
import { createPlace, oneDeployment } from '#tests/integration/cli/kubernetes/cluster.ts';

const LIMIT_S = Number(process.argv[2] ?? 60);
const CODES = new Set(RULES.map(({ code }) => code));
const hasHelm = spawnSync('helm', ['version'], { stdio: 'ignore' }).status === 0;

// biome-ignore lint/suspicious/noExplicitAny: faults change fields that no type of the product names.
type Pod = any;
interface Fault {
  name: string;
  behaviour?: string;
  edit?(pod: Pod): void;
  /** Made in the namespace first. */
  first?: { apiVersion: string; kind: string; metadata: object; spec: object };
}

const FAULTS: readonly Fault[] = [
  { name: 'image not found', behaviour: 'image-pull-error:manifest unknown: not found' },
  { name: 'pulls limited', behaviour: 'image-pull-error:unexpected status: 429 Too Many Requests' },
  { name: 'crash loop', behaviour: 'crash-loop' },
  { name: 'out of memory', behaviour: 'oom' },
  { name: 'never ready', behaviour: 'never-ready:HTTP probe failed with statuscode: 503' },
  {
    name: 'ConfigMap missing',
    edit: ({ containers: [container] }) => {
      container.envFrom = [{ configMapRef: { name: 'nowhere' } }];
    },
  },
  {
    name: 'node selector',
    edit: (pod) => {
      pod.nodeSelector = { disk: 'none' };
    },
  },
  {
    name: 'scheduling gate',
    edit: (pod) => {
      pod.schedulingGates = [{ name: 'example.com/wait' }];
    },
  },
  {
    name: 'ResourceQuota',
    first: {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'team' },
      spec: { hard: { pods: '0' } },
    },
  },
  {
    name: 'LimitRange',
    first: {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'sizes' },
      spec: { limits: [{ type: 'Container', min: { memory: '500Mi' } }] },
    },
  },
  {
    name: 'service account missing',
    edit: (pod) => {
      pod.serviceAccountName = 'nowhere';
    },
  },
];

const folder = mkdtempSync(join(tmpdir(), 'influscope-faults-'));
const place = await createPlace();
try {
  console.log(
    `limit ${LIMIT_S} s; seconds until the cause is named, until the command ends, and its last words\n`,
  );
  for (const [index, fault] of FAULTS.entries()) {
    place.edit((stages) => {
      const small = oneDeployment(stages, fault.behaviour ?? 'run');
      fault.edit?.(deploymentOf(small.flatMap(({ objects }) => objects)).spec.template.spec);
      return small;
    });
    const rows = await Promise.all([
      ours(place, fault),
      theirs(place, fault, `${place.name}-k${index}`, 'kubectl rollout status'),
      ...(hasHelm ? [theirs(place, fault, `${place.name}-h${index}`, 'helm upgrade --wait')] : []),
    ]);
    console.log([fault.name, ...rows].join('\n'));
  }
} finally {
  await place.dispose();
  rmSync(folder, { recursive: true, force: true });
}

function toRow(way: string, namedS: number | null, endedS: number, words: string): string {
  const named = namedS === null ? '     -' : namedS.toFixed(1).padStart(6);
  return `  ${way.padEnd(23)} ${named} ${endedS.toFixed(1).padStart(6)}  ${words}`;
}

async function ours({ cli, kubectl, name }: Place, fault: Fault): Promise<string> {
  await kubectl('create', 'namespace', name).catch(() => {});
  await makeFirst(kubectl, name, fault);
  let began = performance.now();
  let namedS: number | null = null;
  const since = () => (performance.now() - began) / 1_000;
  const args = ['up', '--no-rollback', '--until', 'workloads', '-o', 'json', '--timeout', `${LIMIT_S}s`];
  const { events } = await cli(args, {
    onEvent(event) {
      if (event.type === 'step' && event.step === '02-apps' && event.status === 'started')
        began = performance.now();
      if (event.type === 'note' && CODES.has(event.code)) namedS ??= since();
    },
  });
  const error = events.at(-1) as EventOf<'error'>;
  const [root] = error.findings ?? [];
  if (root) namedS ??= since();
  const line = root && error.code === 'not_ready' ? 1 : 0;
  const words = `${root?.code ?? error.code}: ${error.message.split('\n')[line]}`;
  const row = toRow('influscope up', namedS, since(), words);
  await cli(['down', '--delete-data', '--yes', '--timeout', '60s']);
  await kubectl('delete', 'namespace', name, '--ignore-not-found', '--timeout=60s');
  return row;
}

/** The same Deployment in a separate namespace, by another tool. If its output names no cause, its last line is shown. */
async function theirs({ stages, kubectl }: Place, fault: Fault, space: string, way: string): Promise<string> {
  const { apiVersion, kind, metadata, spec } = deploymentOf(stages().flatMap(({ objects }) => objects));
  const { name, labels } = metadata;
  const object = { apiVersion, kind, metadata: { name, labels }, spec };
  await kubectl('create', 'namespace', space);
  await makeFirst(kubectl, space, fault);
  const limit = `${LIMIT_S}s`;
  let began = performance.now();
  let said: string;
  if (way.startsWith('helm')) {
    const chart = join(folder, space);
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: fault\nversion: 1.0.0\n');
    writeFileSync(join(chart, 'templates', 'deployment.yaml'), stringify(object));
    said = await output('helm', [
      'upgrade',
      '--install',
      'fault',
      chart,
      '-n',
      space,
      '--wait',
      '--timeout',
      limit,
    ]);
  } else {
    const file = join(folder, `${space}.json`);
    writeFileSync(file, JSON.stringify(object));
    await kubectl('apply', '-n', space, '-f', file);
    began = performance.now();
    said = await output('kubectl', [
      'rollout',
      'status',
      `deployment/${name}`,
      '-n',
      space,
      `--timeout=${limit}`,
    ]);
  }
  const endedS = (performance.now() - began) / 1_000;
  await kubectl('delete', 'namespace', space, '--wait=false');
  return toRow(way, null, endedS, said.trim().split('\n').at(-1) ?? '');
}

async function makeFirst(kubectl: Place['kubectl'], space: string, { first }: Fault): Promise<void> {
  if (first === undefined) return;
  const file = join(folder, `${space}-first.json`);
  writeFileSync(file, JSON.stringify(first));
  await kubectl('apply', '-n', space, '-f', file);
}

function deploymentOf(objects: readonly KubeObject[]): Pod {
  return objects.find(({ kind }) => kind === 'Deployment');
}

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, args);
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.once('close', () => resolve(text));
  });
}
