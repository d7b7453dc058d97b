// Long: one table of faults, each with how it is caused, what has to be said and how it is undone.
/**
 * Causes faults on a cluster whose nodes run containers, and measures how long it takes until the cause is named: `npm run
 * test:diagnosis` with KUBECONFIG and kubectl on PATH. Prints, for each fault, the seconds from the change to the message,
 * and what `kubectl rollout status` says meanwhile. `DIAGNOSIS_FAULTS` selects faults by
 * name, `DIAGNOSIS_ROLLOUT_S` limits kubectl.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import type { Place } from '../integration/cli/kubernetes/cluster.ts';
import { createPlace, skipReason } from '../integration/cli/kubernetes/cluster.ts';

const run = promisify(execFile);
const NODE = '/usr/local/bin/node';
const ROLLOUT_S = Number(process.env.DIAGNOSIS_ROLLOUT_S ?? 60);

// biome-ignore lint/suspicious/noExplicitAny: faults change fields that no type of the product names.
type Loose = any;

interface Fault {
  name: string;
  /** Changes the manifests and deploys them. */
  edit?(api: Loose, stages: Stage[]): void;
  /** Changes the cluster; without `edit` then `explain` is asked until it names the cause. */
  cause?(place: Place): Promise<unknown>;
  undo?(place: Place): Promise<unknown>;
  says: RegExp;
  /** Workload that kubectl watches meanwhile. */
  workload?: string;
  settings?: string;
}

const program = (api: Loose, code: string) => {
  api.spec.template.spec.containers[0].command = [NODE, '-e', code];
};
const objects = (stages: readonly Stage[]): Loose[] => stages.flatMap((stage) => stage.objects);
const apply = async (place: Place, object: object) => {
  const child = run('kubectl', ['apply', '-n', place.name, '-f', '-']);
  child.child.stdin?.end(JSON.stringify(object));
  await child;
};
const restart = (place: Place, name: string) =>
  place.kubectl('delete', 'pod', '-n', place.name, '-l', `app.kubernetes.io/name=${name}`, '--wait=false');

const onNodes = async (place: Place, verb: 'cordon' | 'uncordon') => {
  const names = (await place.kubectl('get', 'nodes', '-o', 'name')).trim().split('\n');
  await place.kubectl(verb, ...names.map((name) => name.replace('node/', '')));
};

const FAULTS: readonly Fault[] = [
  {
    name: 'image not found',
    settings: 'images: { influscope: ghcr.io/anis-hammoudi/influscope:9.9.9 }',
    says: /does not exist in its registry/,
  },
  {
    name: 'command not found',
    edit: (api) => {
      api.spec.template.spec.containers[0].command = ['/nothing'];
    },
    says: /does not have the program/,
  },
  {
    name: 'crash loop',
    edit: (api) => program(api, 'console.error("boom"); process.exit(3)'),
    says: /crashes each time it starts \(exit code 3\)[\s\S]*boom/,
  },
  {
    name: 'out of memory',
    edit: (api) => program(api, 'const a=[];for(;;)a.push(Buffer.alloc(2e7,1))'),
    says: /needs more memory than its limit of 136Mi/,
  },
  {
    name: 'hangs at start',
    edit: (api) => program(api, 'setInterval(()=>{},1000)'),
    says: /does not listen on port 9090/,
  },
  {
    name: 'probe on a wrong port',
    edit: (api) => {
      api.spec.template.spec.containers[0].readinessProbe.httpGet.port = 9191;
    },
    says: /readiness probe of api asks port 9191/,
  },
  {
    name: 'ConfigMap missing',
    edit: (api) => {
      api.spec.template.spec.containers[0].envFrom.push({ configMapRef: { name: 'nowhere' } });
    },
    says: /ConfigMap "nowhere" does not exist/,
  },
  {
    name: 'key missing',
    edit: (api) => {
      api.spec.template.spec.containers[0].env.push({
        name: 'X',
        valueFrom: { configMapKeyRef: { name: 'influscope-settings', key: 'NOTHING' } },
      });
    },
    says: /has no key "NOTHING"/,
  },
  {
    name: 'Pod Security',
    edit: (api) => {
      api.spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation = true;
    },
    says: /Pod Security level restricted/,
  },
  {
    name: 'node selector',
    edit: (api) => {
      api.spec.template.spec.nodeSelector = { disk: 'none' };
    },
    says: /no node matches/,
  },
  {
    name: 'scheduling gate',
    edit: (api) => {
      api.spec.template.spec.schedulingGates = [{ name: 'example.com/wait' }];
    },
    says: /scheduling gate example.com\/wait/,
  },
  {
    name: 'ResourceQuota',
    cause: (place) =>
      apply(place, {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'team' },
        spec: { hard: { pods: '7' } },
      }),
    edit: (api) => {
      api.spec.template.metadata.annotations = { changed: 'quota' };
    },
    undo: (place) => place.kubectl('delete', 'resourcequota', 'team', '-n', place.name),
    says: /ResourceQuota "team" is used up/,
  },
  {
    name: 'LimitRange',
    cause: (place) =>
      apply(place, {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'sizes' },
        spec: { limits: [{ type: 'Container', min: { memory: '500Mi' } }] },
      }),
    edit: (api) => {
      api.spec.template.metadata.annotations = { changed: 'range' };
    },
    undo: (place) => place.kubectl('delete', 'limitrange', 'sizes', '-n', place.name),
    says: /a LimitRange forbids it \(minimum memory usage per Container is 500Mi/,
  },
  {
    name: 'webhook without endpoints',
    cause: async (place) => {
      await apply(place, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: `policy-${place.name}` },
        webhooks: [
          {
            name: 'policy.example.com',
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            timeoutSeconds: 2,
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': place.name } },
            rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
            clientConfig: { service: { name: 'policy', namespace: 'default' } },
          },
        ],
      });
      await restart(place, 'api');
    },
    undo: (place) => place.kubectl('delete', 'validatingwebhookconfiguration', `policy-${place.name}`),
    says: /admission webhook "policy.example.com" does not answer/,
  },
  {
    name: 'service account deleted',
    cause: async (place) => {
      await place.kubectl('delete', 'serviceaccount', 'api', '-n', place.name);
      await restart(place, 'api');
    },
    says: /service account "api" does not exist/,
  },
  {
    name: 'nodes cordoned',
    cause: async (place) => {
      await onNodes(place, 'cordon');
      await restart(place, 'api');
    },
    undo: (place) => onNodes(place, 'uncordon'),
    says: /nodes are cordoned/,
  },
  {
    name: 'selector of a Service',
    cause: (place) =>
      place.kubectl(
        'patch',
        'service',
        'api-service',
        '-n',
        place.name,
        '--type=merge',
        '-p',
        '{"spec":{"selector":{"app.kubernetes.io/name":"other"}}}',
      ),
    undo: (place) =>
      place.kubectl(
        'patch',
        'service',
        'api-service',
        '-n',
        place.name,
        '--type=merge',
        '-p',
        '{"spec":{"selector":{"app.kubernetes.io/name":"api"}}}',
      ),
    says: /its selector .* matches no pod/,
  },
  {
    name: 'targetPort of a Service',
    cause: (place) =>
      place.kubectl(
        'patch',
        'service',
        'api-service',
        '-n',
        place.name,
        '--type=json',
        '-p',
        '[{"op":"replace","path":"/spec/ports/0/targetPort","value":"web"}]',
      ),
    undo: (place) =>
      place.kubectl(
        'patch',
        'service',
        'api-service',
        '-n',
        place.name,
        '--type=json',
        '-p',
        '[{"op":"replace","path":"/spec/ports/0/targetPort","value":"http"}]',
      ),
    says: /sends to the port web/,
  },
  {
    name: 'password of RabbitMQ changed',
    cause: async (place) => {
      const user = await place.kubectl(
        'get',
        'secret',
        'influscope-credentials',
        '-n',
        place.name,
        '-o',
        'jsonpath={.data.queue-username}',
      );
      const name = Buffer.from(user, 'base64').toString();
      await place.kubectl(
        'exec',
        'rabbitmq-0',
        '-n',
        place.name,
        '-c',
        'rabbitmq',
        '--',
        'rabbitmqctl',
        'change_password',
        name,
        'planted-secret-1',
      );
      await restart(place, 'indexer');
    },
    undo: (place) => place.cli(['secrets', 'reset', '-o', 'json']),
    says: /a server refuses the credentials/,
  },
  {
    name: 'Secret created again',
    cause: async (place) => {
      await place.kubectl('delete', 'secret', 'influscope-credentials', '-n', place.name);
      const { stdout } = await place.cli(['secrets', 'create']);
      const child = run('kubectl', ['apply', '-n', place.name, '-f', '-']);
      child.child.stdin?.end(stdout);
      await child;
    },
    undo: (place) => place.cli(['secrets', 'restore', '-o', 'json']),
    says: /Secret\/influscope-credentials.*changed/,
  },
];

const chosen = process.env.DIAGNOSIS_FAULTS?.split(',');
const rows: string[] = [];
const seconds: number[] = [];

describe('faults on a cluster', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  before(async () => {
    place = await createPlace();
    const up = await place.cli(['up', '--until', 'workloads', '-o', 'json', '--timeout', '300s']);
    assert.equal(up.code, 0, up.stdout);
  });
  after(async () => {
    await place?.dispose();
    const sorted = seconds.toSorted((a, b) => a - b);
    rows.push(
      `median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(1)} s, worst ${sorted.at(-1)?.toFixed(1)} s, ${sorted.length} faults`,
    );
    process.stdout.write(`${rows.join('\n')}\n`);
  });

  for (const fault of FAULTS.filter(({ name }) => chosen === undefined || chosen.includes(name))) {
    test(fault.name, async (context) => {
      try {
        const began = performance.now();
        await fault.cause?.(place);
        const deploys = fault.edit !== undefined || fault.settings !== undefined;
        const { text, tookS } = deploys ? await deploy(place, fault) : await ask(place, fault, began);
        assert.match(text, fault.says);
        seconds.push(tookS);
        context.diagnostic(`${fault.name}: ${tookS.toFixed(1)} s; ${await rollout}`);
      } finally {
        await fault.undo?.(place);
        place.configure('');
        place.edit((stages) => stages);
        const repaired = await place.cli([
          'deploy',
          '--until',
          'workloads',
          '-o',
          'json',
          '--timeout',
          '180s',
        ]);
        assert.equal(repaired.code, 0, repaired.stdout);
      }
    });
  }
});

let rollout: Promise<string> = Promise.resolve('');

/** What kubectl says of the workload, and when; not longer than a minute. */
async function watchRollout(place: Place, workload: string): Promise<string> {
  const began = performance.now();
  const args = ['rollout', 'status', workload, '-n', place.name, `--timeout=${ROLLOUT_S}s`];
  const said = await run('kubectl', args).then(
    ({ stdout }) => stdout,
    (error: { stderr?: string }) => error.stderr ?? '',
  );
  return `kubectl rollout status after ${((performance.now() - began) / 1_000).toFixed(0)} s: ${said.trim().split('\n').at(-1)}`;
}

/** The seconds from applying the services to the error, and its message. */
async function deploy(place: Place, fault: Fault): Promise<{ text: string; tookS: number }> {
  if (fault.settings !== undefined) place.configure(fault.settings);
  place.edit((stages) => {
    fault.edit?.(
      objects(stages).find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'api'),
      stages,
    );
    return stages;
  });
  let applied = performance.now();
  const onEvent = (event: Event) => {
    if (event.type !== 'step' || event.step !== '02-apps' || event.status !== 'started') return;
    applied = performance.now();
    rollout = watchRollout(place, fault.workload ?? 'deployment/api');
  };
  const result = await place.cli(
    ['deploy', '--no-rollback', '--until', 'workloads', '-o', 'json', '--timeout', '200s'],
    { onEvent },
  );
  const error = result.events.at(-1) as EventOf<'error'>;
  assert.equal(error.code, 'rollout_failed', error.message);
  return { text: error.message, tookS: (performance.now() - applied) / 1_000 };
}

/** The seconds from the change to the first `explain` that names the cause. */
async function ask(
  place: Place,
  { says, workload = 'deployment/api' }: Fault,
  began: number,
): Promise<{ text: string; tookS: number }> {
  rollout = watchRollout(place, workload);
  for (;;) {
    const { events } = await place.cli(['explain', '-o', 'json']);
    const [first] = events.filter((event): event is EventOf<'finding'> => event.type === 'finding');
    const text = first ? `${first.kind}/${first.name}: ${first.cause}` : '';
    const tookS = (performance.now() - began) / 1_000;
    if (says.test(text) || tookS > 60) return { text, tookS };
  }
}
