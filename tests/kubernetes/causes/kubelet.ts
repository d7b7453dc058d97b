import type { Stage } from '#cli/kubernetes/manifests.ts';
import { oneDeployment } from '../../integration/cli/kubernetes/cluster.ts';
import { withClaim } from '../../integration/cli/kubernetes/layouts/with-claim.ts';
import type { Cause, Loose } from './cause.ts';
import { findDeployment, kubectl, restart } from './cause.ts';

const NODE = ['/usr/local/bin/node', '-e'];
const WAITING = 'setInterval(() => {}, 1000);';

/** One small Deployment with the image of the services. */
const withImage =
  (change: (pod: Loose, container: Loose, template: Loose) => void) =>
  (stages: Stage[]): Stage[] => {
    const { image } = findDeployment(stages, 'api').spec.template.spec.containers[0];
    const small = oneDeployment(stages, 'run', { image, command: [...NODE, WAITING] });
    const { template } = findDeployment(small, 'probe').spec;
    change(template.spec, template.spec.containers[0], template);
    return small;
  };
/** Writes until the volume is full, and is not ready from then on. */
const FILLING = `
  const { appendFileSync } = require('node:fs');
  let isFull = false;
  const server = require('node:http').createServer((_request, response) => {
    response.statusCode = isFull ? 503 : 200;
    response.end();
  });
  server.listen(8080);
  try {
    for (;;) appendFileSync('/data/file', Buffer.alloc(1 << 20));
  } catch (error) {
    isFull = true;
    console.error(error.message);
  }
`;

/** A server whose claim is small. */
function withFullVolume(stages: Stage[]): Stage[] {
  const { image } = findDeployment(stages, 'api').spec.template.spec.containers[0];
  const made = withClaim(stages, '');
  for (const { kind, spec } of made.flatMap(({ objects }) => objects) as Loose[]) {
    if (kind !== 'StatefulSet') continue;
    const [container] = spec.template.spec.containers;
    Object.assign(container, { image, command: [...NODE, FILLING] });
    container.readinessProbe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 2 };
    // The services run as this group.
    spec.template.spec.securityContext = { fsGroup: 65_532 };
    spec.volumeClaimTemplates[0].spec.resources.requests.storage = '32Mi';
  }
  return made;
}

const probe = { object: 'Deployment/probe', nodes: 'real', small: true } as const;

/** What only the kubelet of a node that runs containers can show. */
export const KUBELET: readonly Cause[] = [
  {
    ...probe,
    name: 'folder of the node that does not exist',
    code: 'volume_not_mounting',
    edit: withImage((pod, container) => {
      pod.volumes = [{ name: 'host', hostPath: { path: '/nowhere', type: 'Directory' } }];
      container.volumeMounts = [{ name: 'host', mountPath: '/host' }];
    }),
    timeout: '30s',
    proof: /hostPath type check failed/,
  },
  {
    ...probe,
    name: 'file mounted over a folder',
    code: 'container_not_created',
    edit: withImage((pod, container) => {
      const items = [{ path: 'file', fieldRef: { fieldPath: 'metadata.name' } }];
      pod.volumes = [{ name: 'file', downwardAPI: { items } }];
      container.volumeMounts = [{ name: 'file', mountPath: '/app', subPath: 'file' }];
    }),
    timeout: '30s',
    proof: /error mounting/,
  },
  {
    ...probe,
    name: 'network of the pod that the node cannot set up',
    code: 'node_network_unavailable',
    edit: withImage((_pod, _container, template) => {
      template.metadata.annotations = { 'kubernetes.io/ingress-bandwidth': 'much' };
    }),
    timeout: '30s',
    // The node cannot take the network down either, and keeps the pod.
    undo: async (place) => {
      await kubectl(place, 'delete', 'deployment', 'probe');
      await restart(place, 'probe');
    },
    proof: /sandbox/,
  },
  {
    ...probe,
    name: 'liveness probe that fails',
    code: 'liveness_kills',
    change: async (place) => {
      place.edit(
        withImage((_pod, container) => {
          const command = [...NODE, 'process.exit(1)'];
          container.livenessProbe = { exec: { command }, periodSeconds: 2, failureThreshold: 2 };
        }),
      );
      // It is ready for the moment until the first probes fail.
      await place.cli(['up', '--until', 'workloads', '-o', 'json', '--timeout', '30s']);
    },
    proof: /Liveness probe failed/,
  },
  {
    ...probe,
    name: 'volume without space',
    code: 'volume_full',
    object: 'StatefulSet/store',
    edit: withFullVolume,
    timeout: '40s',
    proof: /ENOSPC/,
  },
];
