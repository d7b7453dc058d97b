import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { main } from '#cli/main.ts';
import type { Event } from '#cli/output/events/events.ts';
import { prepareStages } from '#cli/targets/kubernetes/deploy/prepare.ts';

const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Why the tests here are left out; `false` when they run. */
export function skipReason(): string | false {
  if (process.env.KUBECONFIG) return false;
  if (process.env.REQUIRE_SERVERS === '1') throw new Error('KUBECONFIG is needed for these tests');
  return 'needs KUBECONFIG of a cluster for tests';
}

/** Whether the nodes of the cluster run containers, or only play them. */
export async function nodeKind(): Promise<'fake' | 'real'> {
  const image = ['get', 'nodes', '-o', 'jsonpath={.items[*].status.nodeInfo.osImage}'];
  return (await run('kubectl', image)).stdout.includes('(fake)') ? 'fake' : 'real';
}

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
  events: Event[];
}

export interface CliOptions {
  env?: Record<string, string>;
  signal?: AbortSignal;
  /** Of this machine; epoch milliseconds. */
  clock?: () => number;
  /** Called for each event of `-o json` as it comes, with the count so far. */
  onEvent?: (event: Event, count: number) => void;
}

/** A platform of its own name on the cluster, the command line run in this process. */
export interface Place {
  name: string;
  home: string;
  client: KubeClient;
  signal: AbortSignal;
  cli(args: string[], options?: CliOptions): Promise<CliRun>;
  /** Rewrites the manifests of this place. */
  edit(change: (stages: Stage[]) => Stage[]): void;
  /** The manifests as this place has them, in its namespace. */
  stages(): Stage[];
  /** Its own copy of what the command line takes from the product's folder. */
  root: string;
  /** Writes `influscope.yaml` in the working folder. */
  configure(text: string): void;
  kubectl(...args: string[]): Promise<string>;
  /** Every namespaced object of the platform and every cluster-wide one that bears its name, as `kind/name`. */
  inventory(): Promise<string[]>;
  dispose(): Promise<void>;
}

export async function createPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-kube-'));
  const root = join(folder, 'root');
  mkdirSync(join(root, 'manifests'), { recursive: true });
  symlinkSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  const edit: Place['edit'] = (change) => {
    for (const { name: file, objects } of change(readManifests(join(ROOT, 'manifests')))) {
      const text = objects.map((object) => stringify(object)).join('---\n');
      writeFileSync(join(root, 'manifests', `${file}.yaml`), text);
    }
  };
  edit((stages) => stages);
  const name = `t${randomBytes(4).toString('hex')}`;
  const { config, identity } = await openKubeConfig({ context: null, path: null });
  const client = createKubeClient(config, identity);
  const { signal } = new AbortController();
  const kubectl = async (...args: string[]) => (await run('kubectl', args)).stdout;

  const cli: Place['cli'] = async (args, options = {}) => {
    let stdout = '';
    let stderr = '';
    let count = 0;
    const code = await main({
      argv: [...args, '--name', name],
      env: { INFLUSCOPE_HOME: join(folder, 'home'), INFLUSCOPE_TARGET: 'kubernetes', ...options.env },
      cwd: folder,
      stdin: () => Object.assign(Readable.from(['']), { isTTY: false }),
      stdout: {
        write(text: string) {
          stdout += text;
          for (const event of readEvents(text)) options.onEvent?.(event, ++count);
        },
      },
      stderr: {
        write(text: string) {
          stderr += text;
        },
      },
      signal: options.signal ?? signal,
      clock: options.clock ?? Date.now,
      started: 'influscope',
      servicesMain: join(ROOT, 'services/main.ts'),
      root,
    });
    return { code, stdout, stderr, events: readEvents(stdout) };
  };
  const inventory = async () => {
    const resources = await kubectl('api-resources', '--verbs=list', '-o', 'name');
    const found: string[] = [];
    for (const namespaced of ['true', 'false']) {
      const kinds = await kubectl(
        'api-resources',
        '--verbs=list',
        `--namespaced=${namespaced}`,
        '-o',
        'name',
      );
      const names = kinds
        .trim()
        .split('\n')
        .filter((kind) => !/^events|componentstatuses/.test(kind));
      const place = namespaced === 'true' ? ['-n', name] : [];
      const text = await kubectl('get', names.join(','), ...place, '-o', 'name', '--ignore-not-found');
      const lines = text
        .trim()
        .split('\n')
        .filter((line) => line !== '');
      found.push(...(namespaced === 'true' ? lines : lines.filter((line) => line.includes(name))));
    }
    if (resources === '') throw new Error('the cluster lists no kinds');
    return found.sort();
  };
  return {
    name,
    home: join(folder, 'home'),
    root,
    edit,
    stages: () =>
      prepareStages(readManifests(join(root, 'manifests')), {
        namespace: name,
        images: {},
        serviceType: null,
        // Of a load balancer on AWS, where the nodes say they are.
        trustedHops: 1,
        sourceRanges: [],
        certificate: null,
        storageClass: null,
        rotation: null,
        settings: {},
      }),
    client,
    signal,
    cli,
    configure: (text) => writeFileSync(join(folder, 'influscope.yaml'), text),
    kubectl,
    inventory,
    async dispose() {
      await cli(['down', '--delete-data', '--yes', '--force-unlock', '--timeout', '120s']);
      await kubectl('delete', 'namespace', name, '--ignore-not-found', '--timeout=60s').catch(() => {});
      client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readEvents(text: string): Event[] {
  const lines = text.split('\n').filter((line) => line.startsWith('{"v":1'));
  return lines.map((line) => JSON.parse(line) as Event);
}

/** The namespace and one small Deployment, whose pods a fake node lets behave as `behaviour` says. */
export function oneDeployment(stages: Stage[], behaviour: string, template: object = {}): Stage[] {
  const labels = { 'app.kubernetes.io/name': 'probe', 'app.kubernetes.io/part-of': 'influscope' };
  const container = {
    name: 'probe',
    image: 'registry.example/probe:1',
    resources: { requests: { cpu: '10m', memory: '16Mi' } },
    ...template,
  };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'probe', namespace: 'influscope', labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'lab/behaviour': behaviour } },
        spec: { terminationGracePeriodSeconds: 1, containers: [container] },
      },
    },
  } as KubeObject;
  return stages.map(({ name, objects }) => ({
    name,
    objects: name.startsWith('00')
      ? objects.filter(({ kind }) => kind === 'Namespace').map(unrestricted)
      : name.startsWith('02')
        ? [deployment]
        : [],
  }));
}

/** The stand-ins for failures are no restricted pods. */
function unrestricted({ metadata, ...object }: KubeObject): KubeObject {
  const { 'app.kubernetes.io/part-of': part = '' } = metadata.labels ?? {};
  return { ...object, metadata: { ...metadata, labels: { 'app.kubernetes.io/part-of': part } } };
}
