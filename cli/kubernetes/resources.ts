import type { ObjectRef } from './objects.ts';

/** Where the API keeps a kind. */
export interface Resource {
  apiVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

const resource = (apiVersion: string, kind: string, plural: string, namespaced = true): Resource => ({
  apiVersion,
  kind,
  plural,
  namespaced,
});

/** Kinds that need not be asked for. */
export const RESOURCES = {
  namespace: resource('v1', 'Namespace', 'namespaces', false),
  node: resource('v1', 'Node', 'nodes', false),
  pod: resource('v1', 'Pod', 'pods'),
  service: resource('v1', 'Service', 'services'),
  secret: resource('v1', 'Secret', 'secrets'),
  configMap: resource('v1', 'ConfigMap', 'configmaps'),
  event: resource('v1', 'Event', 'events'),
  serviceAccount: resource('v1', 'ServiceAccount', 'serviceaccounts'),
  claim: resource('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  volume: resource('v1', 'PersistentVolume', 'persistentvolumes', false),
  deployment: resource('apps/v1', 'Deployment', 'deployments'),
  statefulSet: resource('apps/v1', 'StatefulSet', 'statefulsets'),
  replicaSet: resource('apps/v1', 'ReplicaSet', 'replicasets'),
  job: resource('batch/v1', 'Job', 'jobs'),
  networkPolicy: resource('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
  storageClass: resource('storage.k8s.io/v1', 'StorageClass', 'storageclasses', false),
  volumeAttachment: resource('storage.k8s.io/v1', 'VolumeAttachment', 'volumeattachments', false),
  csiDriver: resource('storage.k8s.io/v1', 'CSIDriver', 'csidrivers', false),
  priorityClass: resource('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', false),
  disruptionBudget: resource('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  autoscaler: resource('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  resourceQuota: resource('v1', 'ResourceQuota', 'resourcequotas'),
  limitRange: resource('v1', 'LimitRange', 'limitranges'),
  lease: resource('coordination.k8s.io/v1', 'Lease', 'leases'),
} as const;

/** The kind's place, if it is one of those known without asking. */
export function knownResource(apiVersion: string, kind: string): Resource | undefined {
  return Object.values(RESOURCES).find((one) => one.apiVersion === apiVersion && one.kind === kind);
}

/** Path of all objects of a kind, or of one. */
export function resourcePath(
  { apiVersion, plural, namespaced }: Resource,
  { namespace, name }: { namespace?: string | undefined; name?: string | undefined } = {},
): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${place}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

export function refTo({ apiVersion, kind }: Resource, name: string, namespace?: string): ObjectRef {
  return { apiVersion, kind, namespace, name };
}
