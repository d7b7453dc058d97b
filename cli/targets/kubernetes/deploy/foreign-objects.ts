import { PART_OF_SET } from '#cli/kubernetes/apply/apply-set.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';

const LOOKED_AT = [
  RESOURCES.pod,
  RESOURCES.service,
  RESOURCES.deployment,
  RESOURCES.statefulSet,
  RESOURCES.job,
  RESOURCES.claim,
  RESOURCES.secret,
  RESOURCES.configMap,
];

/** What another made in the platform's namespace, and would lose with it. */
export async function foreignObjects(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const lists = await Promise.all(
    LOOKED_AT.map((resource) => client.list<KubeObject>(resource, { namespace }, signal)),
  );
  return lists.flatMap(({ items }) => items).filter((object) => !isOurs(object));
}

function isOurs({ kind, metadata, ...rest }: KubeObject): boolean {
  const { name, labels = {}, ownerReferences = [] } = metadata;
  if (labels[PART_OF_SET] !== undefined || labels['app.kubernetes.io/part-of'] === 'influscope') return true;
  // Each namespace has it.
  if (kind === 'ConfigMap' && name === 'kube-root-ca.crt') return true;
  if (kind === 'Secret' && (rest as { type?: string }).type === 'kubernetes.io/service-account-token')
    return true;
  // It goes with its owner, which is looked at itself.
  return ownerReferences.length > 0;
}
