import { kindKey } from '#cli/kubernetes/list-namespace.ts';
import { managersOf } from '#cli/kubernetes/managed-fields.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef, refOf } from '#cli/kubernetes/objects.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import type { Claim } from './claim.ts';
import type { OwnershipFacts } from './ownership.ts';
import { isProvenOwn, ROOT_CERTIFICATES } from './ownership.ts';

/** What the cluster holds, as it was read before anything is deleted. */
export interface Inventory {
  space: KubeObject | null;
  /** Every object of the namespace, except claims; metadata is enough. */
  objects: readonly KubeObject[];
  /** Keys (`kindKey`) of the kinds that `objects` has all of. */
  kinds: ReadonlySet<string>;
  claims: readonly Claim[];
  pods: readonly Pod[];
  /** Classes of the cluster. */
  classes: readonly KubeObject[];
  volumes: readonly KubeObject[];
  /** Kinds whose objects could not be listed. */
  unseen: readonly { kind: string; reason: string }[];
}

export interface TeardownPlan {
  asked: Asked;
  /** Deleted in this order. */
  services: KubeObject[];
  workloads: KubeObject[];
  claims: Claim[];
  settings: KubeObject[];
  classes: KubeObject[];
  space: KubeObject | null;
  /** Pods that end with the workloads. */
  pods: Pod[];
  /** Objects of the namespace that someone else made; those that another of them owns are left out. */
  foreign: KubeObject[];
  /** Why the namespace stays; `null` when it is deleted, or is not there. */
  spaceStays: string | null;
  /** Why nothing may be deleted at all. */
  obstacles: { object: KubeObject; reason: string }[];
}

/** What a person is asked to confirm. */
export type Asked = 'keep-data' | 'delete-data';

const WORKLOADS = new Set([
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Deployment',
  'StatefulSet',
  'Job',
]);
/** Data and access to it: they stay unless the data is deleted. */
const KEPT = new Set(['Secret', 'ConfigMap/influscope-credentials-record']);

/** Decides what to delete. Pure: the same inventory gives the same plan, and everything in it is proven to be ours. */
export function planTeardown(inventory: Inventory, facts: OwnershipFacts, asked: Asked): TeardownPlan {
  const deleting = asked === 'delete-data';
  const { objects, space } = inventory;
  const relations = relate(inventory, facts);
  const own = objects.filter((object) => relations.get(object) === 'own' && object.kind !== 'Lease');
  const kept = ({ kind, metadata }: KubeObject) =>
    !deleting && (KEPT.has(kind) || KEPT.has(`${kind}/${metadata.name}`));
  const ownClaims = inventory.claims.filter((claim) => isProvenOwn(claim, facts));
  const others = objects.filter((object) => /^foreign/.test(relations.get(object) ?? ''));
  const roots = others.filter((object) => relations.get(object) === 'foreign');
  const foreign = [
    // Objects that own each other have no root.
    ...(roots.length > 0 ? roots : others),
    ...inventory.claims.filter((claim) => !isProvenOwn(claim, facts)),
  ];
  const spaceStays = space === null ? null : whyStays(inventory, facts, foreign);
  const ending = new Set(
    objects.filter((object) => /^(own|dependent)$/.test(relations.get(object) ?? '')).map(uidOf),
  );
  const plan: TeardownPlan = {
    asked,
    pods: inventory.pods.filter((pod) => ending.has(uidOf(pod))),
    services: own.filter(({ kind }) => kind === 'Service'),
    workloads: own.filter(({ kind }) => WORKLOADS.has(kind)),
    claims: deleting ? ownClaims : [],
    settings: own.filter(
      (object) => object.kind !== 'Service' && !WORKLOADS.has(object.kind) && !kept(object),
    ),
    classes: deleting ? inventory.classes.filter((object) => isProvenOwn(object, facts)) : [],
    space: deleting && spaceStays === null ? space : null,
    foreign,
    spaceStays: deleting ? spaceStays : null,
    obstacles: [],
  };
  return { ...plan, obstacles: findObstacles(plan, inventory, relations) };
}

/** `outside`: something that is in no namespace. */
type Relation = 'own' | 'dependent' | 'system' | 'outside' | 'foreign' | 'foreign-dependent';

/** Each object of the namespace: ours, part of an object of ours, the cluster's own, or someone else's. */
export function relate(
  { objects, claims, kinds }: Pick<Inventory, 'objects' | 'claims' | 'kinds'>,
  facts: OwnershipFacts,
): Map<KubeObject, Relation> {
  const byUid = new Map([...objects, ...claims].map((object) => [object.metadata.uid, object]));
  const services = new Map(
    objects.filter(({ kind }) => kind === 'Service').map((service) => [service.metadata.name, service]),
  );
  const found = new Map<KubeObject, Relation>();
  for (const object of objects) decide(object, 0);
  return found;

  function decide(object: KubeObject, depth: number): Relation {
    const known = found.get(object);
    if (known) return known;
    const relation = isProvenOwn(object, facts)
      ? 'own'
      : isSystem(object)
        ? 'system'
        : fromOwners(ownersOf(object, depth));
    found.set(object, relation);
    return relation;
  }

  function ownersOf(object: KubeObject, depth: number): Relation[] {
    if (depth > MAX_DEPTH) return [];
    // The cluster keeps Endpoints for the Service of the same name, without an owner reference.
    if (object.kind === 'Endpoints' && managersOf(object, ['f:subsets']).includes(facts.controllers)) {
      const service = services.get(object.metadata.name);
      return [service ? decide(service, depth + 1) : 'dependent'];
    }
    return (object.metadata.ownerReferences ?? []).map((owner) => {
      const parent = byUid.get(owner.uid);
      if (parent) return decide(parent, depth + 1);
      // An owner that is gone: the cluster collects the object.
      return kinds.has(kindKey(owner)) ? 'dependent' : 'outside';
    });
  }
}

function fromOwners(owners: readonly Relation[]): Relation {
  if (owners.length === 0) return 'foreign';
  if (owners.every((one) => one === 'own' || one === 'dependent')) return 'dependent';
  return owners.some((one) => one === 'foreign' || one === 'foreign-dependent')
    ? 'foreign-dependent'
    : 'foreign';
}

/** Owners of owners; a cycle ends here too. */
const MAX_DEPTH = 8;

/** What each namespace has without anyone asking. */
function isSystem({ kind, metadata }: KubeObject): boolean {
  if (kind === 'ConfigMap') return metadata.name === ROOT_CERTIFICATES;
  if (kind === 'ServiceAccount') return metadata.name === 'default';
  return (
    kind === 'Secret' &&
    metadata.annotations?.['kubernetes.io/service-account.name'] === 'default' &&
    metadata.name.startsWith('default-token-')
  );
}

function whyStays(
  { space, unseen }: Inventory,
  facts: OwnershipFacts,
  foreign: readonly KubeObject[],
): string | null {
  if (space === null || !isProvenOwn(space, facts)) return 'influscope did not create it';
  if (foreign.length > 0) return 'it contains objects that influscope did not create';
  const [blind] = unseen;
  return blind ? `cannot list its ${blind.kind}: ${blind.reason}` : null;
}

/** Claims that would go, or hang, although the plan says otherwise. */
function findObstacles(
  plan: TeardownPlan,
  { claims, pods }: Inventory,
  relations: ReadonlyMap<KubeObject, Relation>,
): TeardownPlan['obstacles'] {
  const removed = new Set([...plan.services, ...plan.workloads, ...plan.settings].map(uidOf));
  const byUid = new Map([...relations.keys()].map((object) => [uidOf(object), object]));
  const obstacles: TeardownPlan['obstacles'] = [];
  for (const claim of claims) {
    const planned = plan.claims.includes(claim);
    const owner = (claim.metadata.ownerReferences ?? []).find(({ uid }) => goesWith(uid));
    if (owner && !planned) {
      const reason = `the cluster deletes it together with ${describeRef(owner)}`;
      obstacles.push({ object: claim, reason });
    }
    const user = planned ? pods.find((pod) => mounts(pod, claim) && isForeign(pod)) : undefined;
    if (user)
      obstacles.push({
        object: claim,
        reason: `${describeRef(refOf(user))} that is not part of the instance mounts it`,
      });
  }
  return obstacles;

  function goesWith(uid: string): boolean {
    const object = byUid.get(uid);
    return removed.has(uid) || (object !== undefined && relations.get(object) === 'dependent');
  }

  function isForeign(pod: Pod): boolean {
    const known = byUid.get(uidOf(pod));
    const relation = known && relations.get(known);
    return relation !== 'own' && relation !== 'dependent' && !hasEnded(pod);
  }
}

const uidOf = ({ metadata }: KubeObject): string => metadata.uid ?? '';
const hasEnded = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed';
const mounts = ({ spec }: Pod, { metadata }: KubeObject) =>
  (spec?.volumes ?? []).some(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name,
  );

/** Everything that the plan deletes. */
export function plannedObjects(plan: TeardownPlan): KubeObject[] {
  const { services, workloads, claims, settings, classes, space } = plan;
  return [...services, ...workloads, ...claims, ...settings, ...classes, ...(space ? [space] : [])];
}
