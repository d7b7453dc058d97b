/** Verbs on resources of one API group, as in a rule of RBAC. */
export interface Right {
  scope: 'cluster' | 'namespace';
  group: string;
  resources: readonly string[];
  verbs: readonly string[];
  /** For these alone; otherwise `up`, `deploy` and `down` need it. */
  only?:
    | 'secrets'
    | 'import, queues, reindex'
    | 'logs'
    | 'status'
    | 'manifests/production'
    | 'repairs'
    | 'explain';
}

const OWNED = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

/** Every right that the commands use. A test compares it with the requests that they send. */
export const RIGHTS: readonly Right[] = [
  { scope: 'cluster', group: '', resources: ['namespaces'], verbs: OWNED },
  { scope: 'cluster', group: '', resources: ['nodes', 'pods'], verbs: ['list'] },
  { scope: 'cluster', group: '', resources: ['persistentvolumes'], verbs: ['list', 'watch'] },
  { scope: 'cluster', group: 'scheduling.k8s.io', resources: ['priorityclasses'], verbs: OWNED },
  { scope: 'cluster', group: 'storage.k8s.io', resources: ['storageclasses'], verbs: OWNED },
  { scope: 'cluster', group: 'storage.k8s.io', resources: ['csidrivers'], verbs: ['get'] },
  {
    scope: 'cluster',
    group: 'storage.k8s.io',
    resources: ['csidrivers', 'volumeattachments'],
    verbs: ['list'],
    only: 'explain',
  },
  { scope: 'cluster', group: '', resources: ['nodes/proxy'], verbs: ['get'], only: 'status' },
  // `down` looks for objects of other people, of every kind.
  { scope: 'namespace', group: '*', resources: ['*'], verbs: ['list'] },
  { scope: 'namespace', group: '', resources: ['configmaps', 'serviceaccounts', 'services'], verbs: OWNED },
  { scope: 'namespace', group: '', resources: ['secrets'], verbs: ['get', 'watch', 'create', 'delete'] },
  { scope: 'namespace', group: '', resources: ['secrets'], verbs: ['update'], only: 'secrets' },
  { scope: 'namespace', group: '', resources: ['persistentvolumeclaims'], verbs: ['watch', 'delete'] },
  { scope: 'namespace', group: '', resources: ['events', 'pods'], verbs: ['watch'] },
  { scope: 'namespace', group: '', resources: ['pods'], verbs: ['delete'], only: 'repairs' },
  { scope: 'namespace', group: '', resources: ['pods/log'], verbs: ['get'], only: 'logs' },
  {
    scope: 'namespace',
    group: '',
    resources: ['pods/portforward'],
    verbs: ['get', 'create'],
    only: 'import, queues, reindex',
  },
  { scope: 'namespace', group: '', resources: ['pods/exec'], verbs: ['get', 'create'], only: 'secrets' },
  { scope: 'namespace', group: 'apps', resources: ['deployments', 'statefulsets'], verbs: OWNED },
  { scope: 'namespace', group: 'apps', resources: ['replicasets'], verbs: ['watch'] },
  { scope: 'namespace', group: 'networking.k8s.io', resources: ['networkpolicies'], verbs: OWNED },
  {
    scope: 'namespace',
    group: 'coordination.k8s.io',
    resources: ['leases'],
    verbs: ['get', 'create', 'update', 'delete'],
  },
  {
    scope: 'namespace',
    group: 'autoscaling',
    resources: ['horizontalpodautoscalers'],
    verbs: ['watch', 'delete'],
    only: 'manifests/production',
  },
  {
    scope: 'namespace',
    group: 'policy',
    resources: ['poddisruptionbudgets'],
    verbs: ['watch', 'delete'],
    only: 'manifests/production',
  },
];

/** Does the right cover this request? */
export function covers(
  right: Right,
  { verb, group, resource, scope }: { verb: string; group: string; resource: string; scope: Right['scope'] },
): boolean {
  return (
    right.scope === scope &&
    right.verbs.includes(verb) &&
    (right.group === '*' || right.group === group) &&
    (right.resources.includes('*') || right.resources.includes(resource))
  );
}

/** The rules of an RBAC role for a scope; rights with `only` included. */
export function rulesOf(
  scope: Right['scope'],
): { apiGroups: string[]; resources: string[]; verbs: string[] }[] {
  return RIGHTS.filter((right) => right.scope === scope).map(({ group, resources, verbs }) => ({
    apiGroups: [group],
    resources: [...resources],
    verbs: [...verbs],
  }));
}
