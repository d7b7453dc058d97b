import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Aws } from '#cli/aws/aws.ts';
import { openAws } from '#cli/aws/aws.ts';
import { listClusterStacks } from '#cli/aws/stacks.ts';
import { main } from '#cli/main.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STAND_IN = join(ROOT, 'tests/eks/eksctl-process.ts');
const REGION = 'us-east-1';

export interface Run {
  code: number;
  events: Event[];
  stdout: string;
  stderr: string;
  /** The error that ended it. */
  error: EventOf<'error'> | undefined;
}

export interface RunOptions {
  env?: Record<string, string>;
  signal?: AbortSignal;
  onEvent?: (event: Event) => void;
}

export interface Started {
  child: ChildProcess;
  /** Every line so far. */
  told: readonly string[];
  /** Its exit code. */
  closed: Promise<number | null>;
}

/** A platform of its own name in the AWS that `AWS_ENDPOINT_URL` names, with a state folder and an eksctl of its own. */
export interface Place {
  name: string;
  folder: string;
  aws: Aws;
  /** The environment of its commands. */
  env: Readonly<Record<string, string>>;
  /** In this process. */
  cli(args: string[], options?: RunOptions): Promise<Run>;
  up(args?: string[], options?: RunOptions): Promise<Run>;
  /** A script as a process, to be killed; told of each event as it comes. */
  start(script: string, args: readonly string[], onEvent?: (count: number) => void): Started;
  /** What is run as eksctl: a shell script, the `real` one, the stand-in (`null`), or nothing at all (`false`). */
  eksctl(script: string | null | false): void;
  /** Everything of the cluster that AWS has, comparable between runs. */
  inventory(): Promise<unknown>;
  /** Settings of the emulation: failures, delays. */
  faults(knobs: object): Promise<void>;
  /** An empty account. */
  reset(): Promise<void>;
  dispose(): Promise<void>;
}

export function createPlace(): Place {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  assert.ok(
    endpoint,
    'AWS_ENDPOINT_URL has to name an emulation of AWS with a Kubernetes behind its clusters',
  );
  const name = `t${randomBytes(3).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'influscope-eks-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const path = (process.env.PATH ?? '').split(':');
  const env: Record<string, string> = {
    ...(process.env as Record<string, string>),
    INFLUSCOPE_HOME: join(folder, 'home'),
    INFLUSCOPE_TARGET: 'eks',
    INFLUSCOPE_NAME: name,
    INFLUSCOPE_REGION: REGION,
    NO_COLOR: '1',
    CI: '',
    GITHUB_ACTIONS: '',
    PATH: [bin, ...path].join(':'),
  };
  const aws = openAws({ region: REGION, env });

  const eksctl: Place['eksctl'] = (script) => {
    const file = join(bin, 'eksctl');
    rmSync(file, { force: true });
    // Where there shall be none, none of the machine's own either.
    env.PATH = script === false ? '/usr/bin:/bin' : [bin, ...path].join(':');
    if (script === false || script === 'real') return;
    writeFileSync(file, `#!/bin/sh\n${script ?? `exec '${process.execPath}' '${STAND_IN}' "$@"`}\n`);
    chmodSync(file, 0o755);
  };
  const lab = async (path_: string, method: string, body?: object) => {
    const answer = await fetch(`${endpoint}/_lab/${path_}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.equal(answer.status, 200, await answer.text());
  };

  const cli: Place['cli'] = async (args, options = {}) => {
    const events: Event[] = [];
    let stdout = '';
    let stderr = '';
    const code = await main({
      argv: [...args, '--output', 'json'],
      env: { ...env, ...options.env },
      cwd: folder,
      stdin: () => Object.assign(Readable.from(['']), { isTTY: false }),
      stdout: {
        write(text: string) {
          stdout += text;
          for (const line of text.split('\n').filter((one) => one.startsWith('{"v":'))) {
            const event = JSON.parse(line) as Event;
            events.push(event);
            options.onEvent?.(event);
          }
        },
      },
      stderr: {
        write(text: string) {
          stderr += text;
        },
      },
      signal: options.signal ?? new AbortController().signal,
      clock: Date.now,
      started: 'influscope',
      servicesMain: join(ROOT, 'services/main.ts'),
      root: ROOT,
    });
    const error = events.find((event) => event.type === 'error');
    return { code, events, stdout, stderr, error };
  };

  eksctl(null);
  return {
    name,
    folder,
    aws,
    env,
    cli,
    up: (args = [], options = {}) => cli(['up', '--yes', '--until', 'workloads', ...args], options),
    start(script, args, onEvent = () => {}) {
      const child = spawn(process.execPath, [join(ROOT, script), ...args], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const told: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => onEvent(told.push(line)));
      createInterface({ input: child.stderr }).on('line', (line) => told.push(line));
      const closed = once(child, 'close').then(([code]) => code as number | null);
      return { child, told, closed };
    },
    eksctl,
    inventory: () => takeInventory(aws, name),
    faults: (knobs) => lab('faults', 'PUT', knobs),
    reset: () => lab('reset', 'POST'),
    async dispose() {
      aws.close();
      await lab('faults', 'PUT', {});
      await lab('reset', 'POST');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function takeInventory(aws: Aws, cluster: string): Promise<unknown> {
  const { signal } = new AbortController();
  const eks = await aws.eks();
  const ec2 = await aws.ec2();
  const { clusters = [] } = await eks.listClusters({});
  const there = clusters.includes(cluster);
  const { nodegroups = [] } = there ? await eks.listNodegroups({ clusterName: cluster }) : {};
  const { addons = [] } = there ? await eks.listAddons({ clusterName: cluster }) : {};
  const { Reservations = [] } = await ec2.describeInstances({});
  const { Vpcs = [] } = await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['false'] }] });
  const { Volumes = [] } = await ec2.describeVolumes({
    Filters: [{ Name: 'tag:ebs.csi.aws.com/cluster', Values: ['true'] }],
  });
  const { LoadBalancerDescriptions = [] } = await (await aws.elb()).describeLoadBalancers({});
  const stacks = await listClusterStacks(aws, cluster, signal);
  return {
    clusters,
    nodegroups,
    addons: addons.sort(),
    stacks: stacks.map(({ name, status }) => `${name} ${status}`).sort(),
    instances: Reservations.flatMap(({ Instances = [] }) => Instances).filter(
      ({ State }) => State?.Name === 'running',
    ).length,
    vpcs: Vpcs.length,
    volumes: Volumes.length,
    balancers: LoadBalancerDescriptions.length,
  };
}
