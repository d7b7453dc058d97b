import type { Stage } from '#cli/kubernetes/manifests.ts';
import { oneDeployment } from '../cluster.ts';

/** One small Deployment and a StatefulSet with a claim that behaves as told. */
export const withClaim = (stages: Stage[], behaviour: string): Stage[] => {
  const labels = { 'app.kubernetes.io/name': 'store', 'app.kubernetes.io/part-of': 'influscope' };
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'store', namespace: 'influscope', labels },
    spec: {
      serviceName: 'store',
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'store', image: 'x:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data', annotations: { 'lab/behaviour': behaviour } },
          spec: {
            storageClassName: 'gp3',
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ],
    },
  };
  return oneDeployment(stages, 'run').map((stage) =>
    stage.name.startsWith('01') ? { ...stage, objects: [set] } : stage,
  );
};
