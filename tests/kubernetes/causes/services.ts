import { execFile } from 'node:child_process';
import type { Place } from '../../integration/cli/kubernetes/cluster.ts';
import type { Cause } from './cause.ts';
import { kubectl, patch, restart } from './cause.ts';

const SECRET = 'influscope-credentials';
const port = (place: Place, targetPort: string) =>
  kubectl(
    place,
    'patch',
    'service/api-service',
    '--type=json',
    '-p',
    JSON.stringify([{ op: 'replace', path: '/spec/ports/0/targetPort', value: targetPort }]),
  );
const selector = (place: Place, name: string) =>
  patch(place, 'service/api-service', { spec: { selector: { 'app.kubernetes.io/name': name } } });

export const SERVICES: readonly Cause[] = [
  {
    name: 'selector of a Service',
    code: 'selector_matches_nothing',
    object: 'Service/api-service',
    change: (place) => selector(place, 'other'),
    undo: (place) => selector(place, 'api'),
    clean: true,
    proof: /app.kubernetes.io\/name=other/,
  },
  {
    name: 'target port of a Service',
    code: 'port_mismatch',
    object: 'Service/api-service',
    change: (place) => port(place, 'web'),
    undo: (place) => port(place, 'http'),
    clean: true,
    proof: /targetPort: web/,
  },
  {
    name: 'load balancer that cannot be made',
    code: 'balancer_failed',
    object: 'Service/api-service',
    nodes: 'fake',
    change: (place) => balancer(place, 'lb-error:could not find any suitable subnets for creating the ELB'),
    undo: (place) => kubectl(place, 'annotate', 'service/api-service', 'lab/behaviour-'),
    proof: /suitable subnets/,
  },
  {
    name: 'password changed in the server',
    code: 'credentials_refused',
    object: 'Deployment/indexer',
    nodes: 'real',
    change: async (place) => {
      const text = await kubectl(place, 'get', 'secret', SECRET, '-o', 'jsonpath={.data.queue-username}');
      const user = Buffer.from(text, 'base64').toString();
      const change = ['rabbitmqctl', 'change_password', user, 'planted-secret-1'];
      await kubectl(place, 'exec', 'rabbitmq-0', '-c', 'rabbitmq', '--', ...change);
      await restart(place, 'indexer');
    },
    undo: (place) => place.cli(['secrets', 'reset', '-o', 'json']),
    proof: /refuse|denied|ACCESS/i,
  },
  {
    name: 'Secret created again',
    code: 'credentials_changed',
    object: `Secret/${SECRET}`,
    nodes: 'real',
    change: async (place) => {
      await kubectl(place, 'delete', 'secret', SECRET);
      const { stdout } = await place.cli(['secrets', 'create']);
      await new Promise<void>((resolve, reject) => {
        const child = execFile('kubectl', ['apply', '-n', place.name, '-f', '-'], (error) =>
          error ? reject(error) : resolve(),
        );
        child.stdin?.end(stdout);
      });
    },
    undo: (place) => place.cli(['secrets', 'restore', '-o', 'json']),
    clean: true,
    proof: /changed keys: /,
  },
  {
    name: 'Secret deleted',
    code: 'credentials_lost',
    object: `Secret/${SECRET}`,
    nodes: 'real',
    change: (place) => kubectl(place, 'delete', 'secret', SECRET),
    undo: (place) => place.cli(['secrets', 'restore', '-o', 'json']),
    clean: true,
    proof: /missing keys: /,
  },
];

/** Deletes and recreates the Service, so that it gets a new load balancer. */
async function balancer(place: Place, behaviour: string): Promise<void> {
  const text = await kubectl(place, 'get', 'service', 'api-service', '-o', 'json');
  const { apiVersion, kind, metadata, spec } = JSON.parse(text);
  await kubectl(place, 'delete', 'service', 'api-service');
  const { clusterIP: _ip, clusterIPs: _ips, ...kept } = spec;
  for (const each of kept.ports) delete each.nodePort;
  const annotations = { ...metadata.annotations, 'lab/behaviour': behaviour };
  const { name, labels } = metadata;
  const object = {
    apiVersion,
    kind,
    metadata: { name, labels, annotations },
    spec: { ...kept, type: 'LoadBalancer' },
  };
  await new Promise<void>((resolve, reject) => {
    const child = execFile('kubectl', ['create', '-n', place.name, '-f', '-'], (error) =>
      error ? reject(error) : resolve(),
    );
    child.stdin?.end(JSON.stringify(object));
  });
}
