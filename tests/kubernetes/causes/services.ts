import { execFile } from 'node:child_process';
import type { Place } from '../../integration/cli/kubernetes/cluster.ts';
import type { Cause } from './cause.ts';
import { apply, kubectl, patch, restart } from './cause.ts';

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
const selector = (place: Place, name: string, part?: string | null) =>
  patch(place, 'service/api-service', {
    spec: { selector: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': part } },
  });

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
    name: 'Service whose pods are not ready',
    code: 'no_endpoints',
    object: 'Service/api-service',
    nodes: 'fake',
    // Of someone else: it is not explained itself.
    change: async (place) => {
      await apply(place, neverReadyPod('api-other'));
      await kubectl(place, 'wait', 'pod/api-other', '--for=jsonpath={.status.phase}=Running');
      await selector(place, 'api-other', null);
    },
    undo: async (place) => {
      await selector(place, 'api', 'influscope');
      await kubectl(place, 'delete', 'pod', 'api-other', '--force', '--grace-period=0');
    },
    clean: true,
    proof: /pods: api-other/,
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

/** A pod that the namespace admits, and that answers no probe. */
function neverReadyPod(name: string): object {
  const metadata = {
    name,
    labels: { 'app.kubernetes.io/name': name },
    annotations: { 'lab/behaviour': 'never-ready:HTTP probe failed with statuscode: 503' },
  };
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name, image: 'x:1', ports: [{ name: 'http', containerPort: 8080 }], securityContext }],
    },
  };
}
