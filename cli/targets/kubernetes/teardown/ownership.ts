import type { ApplySet } from '#cli/kubernetes/apply/apply-set.ts';
import { isMember } from '#cli/kubernetes/apply/apply-set.ts';
import { managersOf } from '#cli/kubernetes/managed-fields.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { keyOf, refOf } from '#cli/kubernetes/objects.ts';
import {
  CREATED_BY,
  CREDENTIALS_NAME,
  CREDENTIALS_RECORD,
  HISTORY_NAME,
  LOCK_NAME,
  MANAGED_BY,
  PART_OF,
  PRODUCT,
  SET_NAME,
} from '../names.ts';

/** What proves that an object belongs to the instance. */
export interface OwnershipFacts {
  set: ApplySet;
  /** Keys (`keyOf`) of the objects in the manifests. */
  manifest: ReadonlySet<string>;
  /** Claims that StatefulSets of the manifests make: `data-minio` with the number of replicas. */
  claims: ReadonlyMap<string, number>;
  /** Field manager of the cluster's own controllers. */
  controllers: string;
}

interface StatefulSet extends KubeObject {
  spec?: { replicas?: number; volumeClaimTemplates?: { metadata?: { name?: string } }[] };
}

/** Its ConfigMap is in every namespace, made by the same controllers as the claims of a StatefulSet. */
export const ROOT_CERTIFICATES = 'kube-root-ca.crt';
const USUAL_CONTROLLERS = 'kube-controller-manager';
const SELF_MADE = new Set([
  `ConfigMap/${SET_NAME}`,
  `ConfigMap/${CREDENTIALS_RECORD}`,
  `ConfigMap/${HISTORY_NAME}`,
  `Secret/${CREDENTIALS_NAME}`,
]);

/** `stages` of all layouts that can have been deployed here. */
export function collectFacts(
  set: ApplySet,
  stages: readonly Stage[],
  rootCertificates: KubeObject | undefined,
): OwnershipFacts {
  const objects = stages.flatMap((stage) => stage.objects);
  const claims = new Map<string, number>();
  for (const { kind, metadata, spec } of objects as StatefulSet[]) {
    if (kind !== 'StatefulSet') continue;
    for (const template of spec?.volumeClaimTemplates ?? []) {
      const name = `${template.metadata?.name}-${metadata.name}`;
      claims.set(name, Math.max(claims.get(name) ?? 0, spec?.replicas ?? 1));
    }
  }
  const [controllers = USUAL_CONTROLLERS] = rootCertificates ? managersOf(rootCertificates, ['f:data']) : [];
  return { set, manifest: new Set(objects.map((object) => keyOf(refOf(object)))), claims, controllers };
}

/**
 * Is there proof that the object belongs to the instance? A label alone is none, because people copy objects with their
 * labels: it takes the apply set's label and our field manager, or the name and the labels of an object of the manifests.
 */
export function isProvenOwn(object: KubeObject, facts: OwnershipFacts): boolean {
  const { kind, metadata } = object;
  if (kind === 'PersistentVolumeClaim') return isOwnClaim(object, facts);
  if (kind === 'Namespace') return metadata.annotations?.[CREATED_BY] === PRODUCT;
  if (metadata.namespace !== undefined && metadata.namespace !== facts.set.namespace) return false;
  const labels = metadata.labels ?? {};
  if (isMember(object, facts.set)) return true;
  if (kind === 'Lease') return metadata.name === LOCK_NAME;
  if (labels[PART_OF] !== PRODUCT) return false;
  if (SELF_MADE.has(`${kind}/${metadata.name}`)) return true;
  return labels[MANAGED_BY] === PRODUCT && facts.manifest.has(keyOf(refOf(object)));
}

/**
 * A claim is ours when a StatefulSet of the manifests made it: its name, its labels, and who created it. The creator holds
 * `accessModes`, which cannot change.
 */
function isOwnClaim(claim: KubeObject, { claims, controllers, set }: OwnershipFacts): boolean {
  const { name, namespace, labels = {} } = claim.metadata;
  const [, base = '', ordinal = ''] = /^(.+)-(\d+)$/.exec(name) ?? [];
  const replicas = claims.get(base);
  if (namespace !== set.namespace || replicas === undefined || Number(ordinal) >= replicas) return false;
  if (labels[PART_OF] !== PRODUCT || !base.endsWith(`-${labels['app.kubernetes.io/name']}`)) return false;
  const creators = managersOf(claim, ['f:spec', 'f:accessModes']);
  return creators.length === 1 && creators[0] === controllers;
}
