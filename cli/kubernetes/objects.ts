/** What every object of Kubernetes has, as its JSON says it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  managedFields?: unknown[];
}

export interface OwnerReference {
  apiVersion?: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
}

/** Identifies an object, without its content. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  /** `undefined` for what has no namespace. */
  namespace?: string | undefined;
  name: string;
}

export interface KubeEvent extends KubeObject {
  involvedObject: { kind?: string; name?: string; namespace?: string; uid?: string; fieldPath?: string };
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
}

export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}

/** `Deployment/api`: how a person names it. */
export function describeRef({ kind, name }: Pick<ObjectRef, 'kind' | 'name'>): string {
  return `${kind}/${name}`;
}

/** Tells one object from every other, across versions of its API group. */
export function keyOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return `${group}/${kind}/${namespace ?? ''}/${name}`;
}

/** The condition of that type, if the object has one. */
export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Epoch milliseconds of when an event was last seen; 0 when it does not say. */
export function eventTime(event: KubeEvent): number {
  const text =
    event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp ?? event.metadata.creationTimestamp;
  return text ? Date.parse(text) : 0;
}

/** Epoch milliseconds of when an event was first seen; 0 when it does not say. */
export function eventBegan(event: KubeEvent): number {
  const text = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  return text ? Date.parse(text) : 0;
}

/** Is `child` controlled by the object with this uid? */
export function isOwnedBy(child: KubeObject, uid: string | undefined): boolean {
  return uid !== undefined && (child.metadata.ownerReferences ?? []).some((owner) => owner.uid === uid);
}
