import type { Cause } from './cause.ts';
import { behaves, editApi, kubectl, program } from './cause.ts';

const api = { object: 'Deployment/api', nodes: 'real' } as const;
/** Answers all that a probe may ask over HTTP. */
const ANSWERING = `
  for (const port of [8080, 9090]) require('http').createServer((_, answer) => answer.end('ok')).listen(port);
  process.on('SIGTERM', () => process.exit(143));
`;
const FILLING = `
  try { require('fs').writeFileSync('/scratch/data', Buffer.alloc(4 << 20)); }
  catch (error) { console.error(error.message); }
  setInterval(() => {}, 1000);
`;

/** What only the kubelet of a node that runs containers can show. */
export const KUBELET: readonly Cause[] = [
  {
    ...behaves('run', (pod) => {
      pod.volumes = [{ name: 'host', hostPath: { path: '/nowhere', type: 'Directory' } }];
      pod.containers[0].volumeMounts = [{ name: 'host', mountPath: '/host' }];
    }),
    nodes: 'real',
    name: 'folder of the node that does not exist',
    code: 'volume_not_mounting',
    timeout: '30s',
    proof: /hostPath type check failed/,
  },
  {
    ...api,
    name: 'volume without room',
    code: 'volume_full',
    edit: (stages) =>
      editApi((pod, container) => {
        pod.volumes.push({ name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
        container.volumeMounts.push({ name: 'scratch', mountPath: '/scratch' });
      })(program(FILLING)(stages)),
    proof: /no space left on device/,
  },
  {
    ...api,
    name: 'file mounted over a folder',
    code: 'container_not_created',
    edit: editApi((pod, container) => {
      const items = [{ key: 'LOG_LEVEL', path: 'file' }];
      pod.volumes.push({ name: 'file', configMap: { name: 'influscope-settings', items } });
      container.volumeMounts.push({ name: 'file', mountPath: '/app', subPath: 'file' });
    }),
    timeout: '120s',
    proof: /not a directory/,
  },
  {
    ...api,
    name: 'network of the pod that the node cannot set up',
    code: 'node_network_unavailable',
    edit: editApi((_pod, _container, template) => {
      template.metadata.annotations = { 'kubernetes.io/ingress-bandwidth': 'much' };
    }),
    timeout: '40s',
    proof: /sandbox/,
  },
  {
    ...api,
    name: 'liveness probe that fails',
    code: 'liveness_kills',
    change: (place) => {
      const containers = [
        {
          name: 'api',
          command: ['/usr/local/bin/node', '-e', ANSWERING],
          livenessProbe: {
            httpGet: null,
            exec: { command: ['/usr/local/bin/node', '-e', 'process.exit(1)'] },
            periodSeconds: 2,
            failureThreshold: 2,
          },
        },
      ];
      const change = JSON.stringify({ spec: { template: { spec: { containers } } } });
      return kubectl(place, 'patch', 'deployment/api', '-p', change);
    },
    proof: /Liveness probe failed/,
  },
];
