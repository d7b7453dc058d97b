// Long: one table of causes.
import type { Cause } from './cause.ts';
import { behaves, editApi, kubectl, nodeNames, patch, program } from './cause.ts';

const api = { object: 'Deployment/api' };
const real = { ...api, nodes: 'real' } as const;

/** Writes the head of a program for another architecture, and starts it. */
const FOREIGN_PROGRAM = `
  const head = Buffer.alloc(64);
  head.write('\\x7fELF\\x02\\x01\\x01', 'latin1');
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(183, 18);
  require('fs').writeFileSync('/scratch/program', head, { mode: 0o755 });
`;

export const PODS: readonly Cause[] = [
  {
    ...real,
    name: 'image not found',
    code: 'image_not_found',
    settings: 'images: { influscope: ghcr.io/anis-hammoudi/influscope:9.9.9 }',
    // Every service has it.
    object: 'Deployment/',
    proof: /not found/,
  },
  {
    ...real,
    name: 'image name not valid',
    code: 'image_name_invalid',
    edit: editApi((_pod, container) => {
      container.image = 'UPPER/Case:1';
    }),
    proof: /invalid reference format|InvalidImageName/,
  },
  {
    ...real,
    name: 'pull secret missing',
    code: 'pull_secret_missing',
    edit: editApi((pod, container) => {
      container.image = 'registry.example/private:1';
      pod.imagePullSecrets = [{ name: 'nowhere' }];
    }),
    proof: /nowhere/,
  },
  {
    ...behaves(
      'image-pull-error:failed to pull and unpack image: unexpected status from HEAD request: 429 Too Many Requests',
    ),
    name: 'pulls limited by the registry',
    code: 'image_rate_limited',
    timeout: '30s',
    proof: /429 Too Many Requests/,
  },
  {
    ...behaves('image-pull-error:pull access denied, repository does not exist or may require authorization'),
    name: 'image denied',
    code: 'image_denied',
    proof: /pull access denied/,
  },
  {
    ...behaves('image-pull-error:no match for platform in manifest: not found'),
    name: 'image for another platform',
    code: 'image_wrong_platform',
    proof: /no match for platform/,
  },
  {
    ...behaves('image-pull-error:dial tcp: lookup registry.example: no such host'),
    name: 'registry that does not answer',
    code: 'registry_unreachable',
    timeout: '30s',
    proof: /no such host/,
  },
  {
    ...real,
    name: 'command not found',
    code: 'command_not_found',
    edit: editApi((_pod, container) => {
      container.command = ['/nothing'];
    }),
    proof: /\/nothing/,
  },
  {
    ...real,
    name: 'program for another architecture',
    code: 'wrong_architecture',
    edit: editApi((pod, container) => {
      const volumeMounts = [{ name: 'scratch', mountPath: '/scratch' }];
      pod.volumes.push({ name: 'scratch', emptyDir: {} });
      const { image, securityContext } = container;
      const command = ['/usr/local/bin/node', '-e', FOREIGN_PROGRAM];
      const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '64Mi' } };
      pod.initContainers = [{ name: 'write', image, securityContext, command, resources, volumeMounts }];
      container.command = ['/scratch/program'];
      container.volumeMounts.push(...volumeMounts);
    }),
    proof: /exec format error/,
  },
  {
    ...real,
    name: 'crash loop',
    code: 'crash_loop',
    edit: program('console.error("boom"); process.exit(3)'),
    proof: /exit code 3[\s\S]*boom/,
  },
  {
    ...behaves('crash-loop'),
    name: 'crash loop on a fake node',
    code: 'crash_loop',
    proof: /exit code 1/,
  },
  {
    ...real,
    name: 'out of memory',
    code: 'out_of_memory',
    edit: program('const a=[];for(;;)a.push(Buffer.alloc(2e7,1))'),
    proof: /136Mi[\s\S]*OOMKilled/,
  },
  { ...behaves('oom'), name: 'out of memory on a fake node', code: 'out_of_memory', proof: /OOMKilled/ },
  {
    ...real,
    name: 'runs as root',
    code: 'runs_as_root',
    edit: editApi((pod, container) => {
      container.image = 'debian:bookworm-slim';
      pod.securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    }),
    proof: /non-root|nonroot|runAsNonRoot/i,
  },
  {
    ...real,
    name: 'hangs at start',
    code: 'hangs_at_start',
    edit: program('setInterval(()=>{},1000)'),
    proof: /does not listen on port 9090/,
  },
  {
    ...real,
    name: 'probe of a wrong port',
    code: 'probe_wrong_port',
    edit: editApi((_pod, container) => {
      container.readinessProbe.httpGet.port = 9191;
    }),
    proof: /9191/,
  },
  {
    ...behaves('never-ready:HTTP probe failed with statuscode: 503'),
    name: 'never ready',
    code: 'not_ready',
    timeout: '15s',
    proof: /statuscode: 503/,
  },
  {
    ...api,
    name: 'ConfigMap missing',
    code: 'config_map_missing',
    edit: editApi((_pod, container) => {
      container.envFrom.push({ configMapRef: { name: 'nowhere' } });
    }),
    proof: /nowhere/,
  },
  {
    ...api,
    name: 'Secret missing',
    code: 'secret_missing',
    edit: editApi((_pod, container) => {
      container.envFrom.push({ secretRef: { name: 'nowhere' } });
    }),
    proof: /nowhere/,
  },
  {
    ...api,
    name: 'key missing',
    code: 'key_missing',
    edit: editApi((_pod, container) => {
      const configMapKeyRef = { name: 'influscope-settings', key: 'NOTHING' };
      container.env.push({ name: 'X', valueFrom: { configMapKeyRef } });
    }),
    proof: /NOTHING/,
  },
  {
    ...api,
    name: 'scheduling gate',
    code: 'scheduling_gated',
    edit: editApi((pod) => {
      pod.schedulingGates = [{ name: 'example.com/wait' }];
    }),
    proof: /example.com\/wait/,
  },
  {
    ...api,
    name: 'node selector',
    code: 'no_matching_node',
    change: (place) =>
      patch(place, 'deployment/api', { spec: { template: { spec: { nodeSelector: { disk: 'none' } } } } }),
    undo: (place) => patch(place, 'deployment/api', { spec: { template: { spec: { nodeSelector: null } } } }),
    proof: /didn't match Pod's node affinity/,
  },
  {
    ...api,
    name: 'more memory than a node has',
    code: 'no_memory',
    change: (place) => request(place, { memory: '64Gi' }),
    proof: /Insufficient memory/,
  },
  {
    ...api,
    name: 'more CPU than a node has',
    code: 'no_cpu',
    change: (place) => request(place, { cpu: '64' }),
    proof: /Insufficient cpu/,
  },
  {
    ...api,
    name: 'claim missing',
    code: 'claim_missing',
    change: (place) => {
      const volumes = [{ name: 'extra', persistentVolumeClaim: { claimName: 'nowhere' } }];
      const change = { spec: { template: { spec: { volumes } } } };
      return kubectl(place, 'patch', 'deployment/api', '-p', JSON.stringify(change));
    },
    undo: (place) => {
      const volumes = [{ name: 'extra', $patch: 'delete' }];
      const change = { spec: { template: { spec: { volumes } } } };
      return kubectl(place, 'patch', 'deployment/api', '-p', JSON.stringify(change));
    },
    proof: /nowhere/,
  },
  {
    ...api,
    name: 'nodes cordoned',
    code: 'tainted',
    change: async (place) => {
      await place.kubectl('cordon', ...(await nodeNames(place)));
      await kubectl(place, 'rollout', 'restart', 'deployment/api');
    },
    undo: async (place) => place.kubectl('uncordon', ...(await nodeNames(place))),
    proof: /unschedulable/,
  },
  {
    ...api,
    name: 'taint on all nodes',
    code: 'tainted',
    change: async (place) => {
      await place.kubectl('taint', 'nodes', '--all', 'example.com/team=other:NoSchedule');
      await kubectl(place, 'rollout', 'restart', 'deployment/api');
    },
    undo: (place) => place.kubectl('taint', 'nodes', '--all', 'example.com/team-'),
    proof: /example.com\/team/,
  },
];

function request(place: Parameters<typeof patch>[0], requests: object) {
  const containers = [{ name: 'api', resources: { requests, limits: { memory: null } } }];
  return kubectl(
    place,
    'patch',
    'deployment/api',
    '-p',
    JSON.stringify({ spec: { template: { spec: { containers } } } }),
  );
}
