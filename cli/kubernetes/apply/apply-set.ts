import { createHash } from 'node:crypto';
import type { KubeClient } from '../client/client.ts';
import type { KubeObject, ObjectRef } from '../objects.ts';
import { keyOf, refOf } from '../objects.ts';
import { applyObject } from './apply.ts';
import { removeObject } from './remove.ts';

/** Members of the set carry this label; its value is the set's id. */
export const PART_OF_SET = 'applyset.kubernetes.io/part-of';
const SET_ID = 'applyset.kubernetes.io/id';
const TOOLING = 'applyset.kubernetes.io/tooling';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const PARENT_NAME = 'influscope-objects';

/** What is never taken away because it is no longer wanted: data, and what holds everything else. */
const KEPT_KINDS = new Set(['Namespace', 'PersistentVolume', 'PersistentVolumeClaim', 'Secret']);

/** The id of a platform's set, made as https://kep.k8s.io/3659 says. */
export function applySetId(namespace: string): string {
  const hash = createHash('sha256').update(`${PARENT_NAME}.${namespace}.ConfigMap.`).digest('base64url');
  return `applyset-${hash}-v1`;
}

/** The object with the label of its set. */
export function asMember<T extends KubeObject>(object: T, namespace: string): T {
  const { metadata } = object;
  return {
    ...object,
    metadata: { ...metadata, labels: { ...metadata.labels, [PART_OF_SET]: applySetId(namespace) } },
  };
}

export interface SetOptions {
  namespace: string;
  signal: AbortSignal;
}

/**
 * Writes down which kinds the set has before any of them is applied, so that whoever continues knows where to look.
 * Answers the kinds that it may have members of, as `Kind.group`.
 */
export async function widenApplySet(
  client: KubeClient,
  objects: readonly KubeObject[],
  { namespace, signal }: SetOptions,
): Promise<string[]> {
  const known = await client.get(parentRef(namespace), signal);
  const before = (known?.metadata.annotations?.[KINDS] ?? '').split(',').filter((kind) => kind !== '');
  const kinds = [...new Set([...before, ...objects.map(groupKind)])].sort();
  await applyObject(client, parent(namespace, kinds), { force: true, signal });
  return kinds;
}

/** Members that are no longer wanted. */
export async function findObsolete(
  client: KubeClient,
  wanted: readonly KubeObject[],
  kinds: readonly string[],
  { namespace, signal }: SetOptions,
): Promise<KubeObject[]> {
  const keys = new Set(wanted.map((object) => keyOf(refOf(object))));
  const obsolete: KubeObject[] = [];
  for (const object of await listMembers(client, kinds, wanted, { namespace, signal })) {
    if (!keys.has(keyOf(refOf(object))) && !KEPT_KINDS.has(object.kind)) obsolete.push(object);
  }
  return obsolete;
}

/** Everything that carries the set's label, of the kinds written down. */
export async function listMembers(
  client: KubeClient,
  kinds: readonly string[],
  wanted: readonly KubeObject[],
  { namespace, signal }: SetOptions,
): Promise<KubeObject[]> {
  const labelSelector = `${PART_OF_SET}=${applySetId(namespace)}`;
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const apiVersion = await apiVersionOf(client, kind, wanted, signal);
      if (apiVersion === null) return [];
      const resource = await client.resourceOf({ apiVersion, kind: kind.split('.')[0] ?? kind }, signal);
      const place = resource.namespaced ? { namespace } : {};
      return (await client.list<KubeObject>(resource, { ...place, labelSelector }, signal)).items;
    }),
  );
  return lists.flat();
}

/** Takes away what is obsolete, then writes down the kinds that are left. */
export async function prune(
  client: KubeClient,
  obsolete: readonly KubeObject[],
  wanted: readonly KubeObject[],
  { namespace, signal }: SetOptions,
): Promise<void> {
  for (const object of obsolete) await removeObject(client, object, { signal });
  const kinds = [...new Set(wanted.map(groupKind))].sort();
  await applyObject(client, parent(namespace, kinds), { force: true, signal });
}

/** The kinds that a set was last known to have. */
export async function readSetKinds(client: KubeClient, { namespace, signal }: SetOptions): Promise<string[]> {
  const known = await client.get(parentRef(namespace), signal);
  return (known?.metadata.annotations?.[KINDS] ?? '').split(',').filter((kind) => kind !== '');
}

function parentRef(namespace: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: PARENT_NAME };
}

function parent(namespace: string, kinds: readonly string[]): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: PARENT_NAME,
      namespace,
      labels: { [SET_ID]: applySetId(namespace), 'app.kubernetes.io/part-of': 'influscope' },
      annotations: { [TOOLING]: 'influscope/v1', [KINDS]: kinds.join(',') },
    },
  };
}

function groupKind({ apiVersion, kind }: KubeObject): string {
  return apiVersion.includes('/') ? `${kind}.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : kind;
}

/** The version to ask for: that of our own objects, else the one the cluster prefers; `null` for a group that is gone. */
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
