import { createHash } from 'node:crypto';
import type { KubeClient } from '../client/client.ts';
import { isAppliedBy } from '../managed-fields.ts';
import type { KubeObject } from '../objects.ts';
import { keyOf, refOf } from '../objects.ts';
import { RESOURCES, refTo } from '../resources.ts';
import { applyObject } from './apply.ts';
import { removeObject } from './remove.ts';

/** Members of a set carry this label; its value is the set's id. */
export const PART_OF_SET = 'applyset.kubernetes.io/part-of';
const SET_ID = 'applyset.kubernetes.io/id';
const TOOLING = 'applyset.kubernetes.io/tooling';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';

/** Kinds that a prune never deletes: data, and what holds everything else. */
const KEPT_KINDS = new Set(['Namespace', 'PersistentVolume', 'PersistentVolumeClaim', 'Secret']);

/** Identifies the set. */
export interface ApplySet {
  namespace: string;
  /** Name of the ConfigMap that represents the set. */
  parent: string;
  /** `name/version` of the tool that owns the set. */
  tooling: string;
  /** The field manager that applies the members. */
  manager: string;
  /** Labels of the parent. */
  labels: Readonly<Record<string, string>>;
}

/** The set's id, as https://kep.k8s.io/3659 defines it. */
export function applySetId({ parent, namespace }: Pick<ApplySet, 'parent' | 'namespace'>): string {
  const hash = createHash('sha256').update(`${parent}.${namespace}.ConfigMap.`).digest('base64url');
  return `applyset-${hash}-v1`;
}

/** The object with the label of its set. */
export function asMember<T extends KubeObject>(object: T, set: ApplySet): T {
  const { metadata } = object;
  return {
    ...object,
    metadata: { ...metadata, labels: { ...metadata.labels, [PART_OF_SET]: applySetId(set) } },
  };
}

/** A member carries the label and was applied by the set's manager: a copy that someone else made is not a member. */
export function isMember(object: KubeObject, set: ApplySet): boolean {
  return object.metadata.labels?.[PART_OF_SET] === applySetId(set) && isAppliedBy(object, set.manager);
}

/**
 * Records the kinds of the set before any object is applied, so that the next run after an interruption finds them.
 * Returns all kinds that may have members, as `Kind.group`.
 */
export async function widenApplySet(
  client: KubeClient,
  objects: readonly KubeObject[],
  set: ApplySet,
  signal: AbortSignal,
): Promise<string[]> {
  const kinds = [
    ...new Set([...(await readSetKinds(client, set, signal)), ...objects.map(groupKind)]),
  ].sort();
  await applyParent(client, set, kinds, signal);
  return kinds;
}

/** Members that are no longer wanted. */
export async function findObsolete(
  client: KubeClient,
  wanted: readonly KubeObject[],
  kinds: readonly string[],
  set: ApplySet,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const keys = new Set(wanted.map((object) => keyOf(refOf(object))));
  const members = await listMembers(client, kinds, wanted, set, signal);
  return members.filter((object) => !keys.has(keyOf(refOf(object))) && !KEPT_KINDS.has(object.kind));
}

/** All members of these kinds. */
export async function listMembers(
  client: KubeClient,
  kinds: readonly string[],
  wanted: readonly KubeObject[],
  set: ApplySet,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const { namespace } = set;
  const labelSelector = `${PART_OF_SET}=${applySetId(set)}`;
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const apiVersion = await apiVersionOf(client, kind, wanted, signal);
      if (apiVersion === null) return [];
      const resource = await client.resourceOf({ apiVersion, kind: kind.split('.')[0] ?? kind }, signal);
      const place = resource.namespaced ? { namespace } : {};
      return (await client.list<KubeObject>(resource, { ...place, labelSelector }, signal)).items;
    }),
  );
  return lists.flat().filter((object) => isMember(object, set));
}

/** Deletes obsolete members, then records the kinds that are left. */
export async function prune(
  client: KubeClient,
  obsolete: readonly KubeObject[],
  wanted: readonly KubeObject[],
  set: ApplySet,
  signal: AbortSignal,
): Promise<void> {
  for (const object of obsolete) await removeObject(client, object, { signal });
  await applyParent(client, set, [...new Set(wanted.map(groupKind))].sort(), signal);
}

/** The kinds that the set was last recorded to have. */
export async function readSetKinds(
  client: KubeClient,
  { namespace, parent }: ApplySet,
  signal: AbortSignal,
): Promise<string[]> {
  const known = await client.get(refTo(RESOURCES.configMap, parent, namespace), signal);
  return (known?.metadata.annotations?.[KINDS] ?? '').split(',').filter((kind) => kind !== '');
}

async function applyParent(
  client: KubeClient,
  set: ApplySet,
  kinds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { namespace, parent, tooling, manager, labels } = set;
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: parent,
      namespace,
      labels: { ...labels, [SET_ID]: applySetId(set) },
      annotations: { [TOOLING]: tooling, [KINDS]: kinds.join(',') },
    },
  };
  await applyObject(client, object, { manager, force: true, signal });
}

function groupKind({ apiVersion, kind }: KubeObject): string {
  return apiVersion.includes('/') ? `${kind}.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : kind;
}

/** The version of the wanted objects, else the one the cluster prefers; `null` when the cluster no longer has the group. */
async function apiVersionOf(
  client: KubeClient,
  name: string,
  wanted: readonly KubeObject[],
  signal: AbortSignal,
): Promise<string | null> {
  const own = wanted.find((object) => groupKind(object) === name);
  if (own) return own.apiVersion;
  const group = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '';
  if (group === '') return 'v1';
  const { groups } = await client.request<{
    groups: { name: string; preferredVersion: { groupVersion: string } }[];
  }>('/apis', 'API groups', { signal });
  return groups.find((one) => one.name === group)?.preferredVersion.groupVersion ?? null;
}
