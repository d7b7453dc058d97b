import type { KubeClient } from '../client/client.ts';
import { isStatus } from '../client/errors.ts';
import type { KubeObject } from '../objects.ts';
import { describeRef, refOf } from '../objects.ts';
import { resourcePath } from '../resources.ts';
import type { Conflict } from './adopt.ts';
import { conflictKey } from './adopt.ts';
import { ABSENT } from './field-path.ts';

/** One step of a path: a field, or the item of a list that has these values. */
type Step = { name: string } | { item: Readonly<Record<string, unknown>> };

/** A field that another manager added. The applied object does not contain it, so an apply does not change it. */
interface AddedField {
  steps: readonly Step[];
  /** Of the field, or of the item. */
  value: unknown;
  manager: string;
}

interface ManagedFields {
  manager?: string;
  subresource?: string;
  time?: string;
  fieldsV1?: Readonly<Record<string, unknown>>;
}

/** The content of an object. Other tools store their own data in the metadata. */
const CONTENT = ['spec', 'data', 'binaryData'];
/** Autoscalers set the first, `kubectl rollout restart` sets the second. */
const HARMLESS = new Set([
  '.spec.replicas',
  '.spec.template.metadata.annotations.kubectl.kubernetes.io/restartedAt',
]);
/** Checked field by field, because one field in them is harmless. */
const NOTES = new Set(['.spec.template.metadata', '.spec.template.metadata.annotations']);
const ATTEMPTS = 4;

export interface AddedOptions {
  /** Ours. */
  manager: string;
  /** Epoch milliseconds. Earlier changes are left out. */
  since: number;
  signal: AbortSignal;
}

/** Fields that other managers added to the objects on the cluster since that time, as conflicts with a value of `ABSENT`. */
export async function readAddedFields(
  client: KubeClient,
  objects: readonly KubeObject[],
  { signal, ...options }: AddedOptions,
): Promise<Conflict[]> {
  const found = await Promise.all(
    objects.map(async (object) => {
      const present = await client.get<KubeObject>(refOf(object), signal);
      return present === null
        ? []
        : findAdded(present, object, options).map((field) => toConflict(object, field));
    }),
  );
  return found.flat();
}

/** Removes those fields of the object whose keys are in `allowed`. A concurrent change causes a retry. */
export async function removeAddedFields(
  client: KubeClient,
  object: KubeObject,
  { manager, allowed, signal }: { manager: string; allowed: ReadonlySet<string>; signal: AbortSignal },
): Promise<void> {
  const ref = refOf(object);
  if (![...allowed].some((key) => key.startsWith(`${describeRef(ref)} `))) return;
  const resource = await client.resourceOf(ref, signal);
  for (let attempt = 1; ; attempt++) {
    const present = await client.get<KubeObject>(ref, signal);
    const added = present ? findAdded(present, object, { manager, since: 0 }) : [];
    const chosen = added.filter((field) => allowed.has(conflictKey(toConflict(object, field))));
    if (present === null || chosen.length === 0) return;
    const { resourceVersion } = present.metadata;
    const removals = chosen
      .map(({ steps }) => ({ op: 'remove', path: pointerTo(present, steps) }))
      // Items of a list are removed from the last to the first.
      .toSorted((a, b) => b.path.localeCompare(a.path, 'en', { numeric: true }));
    try {
      await client.request(`${resourcePath(resource, ref)}?fieldManager=${manager}`, describeRef(ref), {
        method: 'PATCH',
        contentType: 'application/json-patch+json',
        body: [{ op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion }, ...removals],
        signal,
      });
      return;
    } catch (error) {
      if (!isStatus(error, 409) || attempt === ATTEMPTS) throw error;
    }
  }
}

function toConflict(object: KubeObject, { steps, value, manager }: AddedField): Conflict {
  return {
    object: describeRef(refOf(object)),
    field: describeSteps(steps),
    manager,
    theirs: value,
    ours: ABSENT,
  };
}

/** The fields of other managers that `present` has and `wanted` does not have; only the topmost of each branch. */
export function findAdded(
  present: KubeObject,
  wanted: KubeObject,
  { manager, since }: Pick<AddedOptions, 'manager' | 'since'>,
): AddedField[] {
  const found = new Map<string, AddedField>();
  for (const entry of (present.metadata.managedFields ?? []) as ManagedFields[]) {
    if (entry.manager === manager || entry.subresource !== undefined) continue;
    // The time is in whole seconds: the last change may be almost a second later.
    if (Date.parse(entry.time ?? '') + 1_000 < since) continue;
    for (const name of CONTENT) {
      const fields = entry.fieldsV1?.[`f:${name}`];
      if (fields !== undefined) walk(fields, [{ name }], entry.manager ?? 'another manager');
    }
  }
  return [...found.values()];

  function walk(fields: unknown, steps: readonly Step[], by: string): void {
    const value = readAt(present, steps, false);
    const path = describeSteps(steps);
    if (value === ABSENT || HARMLESS.has(path)) return;
    if (readAt(wanted, steps, true) === ABSENT && !NOTES.has(path)) {
      found.set(path, { steps, value, manager: by });
      return;
    }
    for (const [key, inner] of Object.entries(fields as Record<string, unknown>)) {
      const step = toStep(key);
      if (step !== null) walk(inner, [...steps, step], by);
    }
  }
}

/** Reads `f:command` and `k:{"name":"api"}`; `null` for other keys, such as `.` for the field itself. */
function toStep(key: string): Step | null {
  if (key.startsWith('f:')) return { name: key.slice(2) };
  if (key.startsWith('k:')) return { item: JSON.parse(key.slice(2)) as Record<string, unknown> };
  return null;
}

/** With `mayDefault`, an item that lacks a value also matches: the server sets a default. */
function readAt(object: unknown, steps: readonly Step[], mayDefault: boolean): unknown {
  let value = object;
  for (const step of steps) {
    const at = keyAt(value, step, mayDefault);
    if (at === null) return ABSENT;
    value = (value as Record<string | number, unknown>)[at];
  }
  return value;
}

function keyAt(value: unknown, step: Step, mayDefault: boolean): string | number | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('name' in step) return Object.hasOwn(value, step.name) ? step.name : null;
  if (!Array.isArray(value)) return null;
  const at = value.findIndex((item: Record<string, unknown>) =>
    Object.entries(step.item).every(
      ([key, want]) => item[key] === want || (mayDefault && item[key] === undefined),
    ),
  );
  return at === -1 ? null : at;
}

/** A JSON Pointer (RFC 6901). */
function pointerTo(object: unknown, steps: readonly Step[]): string {
  let value = object;
  return steps
    .map((step) => {
      const at = keyAt(value, step, false) ?? '';
      value = (value as Record<string | number, unknown>)[at];
      return `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    })
    .join('');
}

/** A path in the notation of the API server: `.spec.containers[name="api"].command`. */
function describeSteps(steps: readonly Step[]): string {
  return steps
    .map((step) => {
      if ('name' in step) return `.${step.name}`;
      const keys = Object.entries(step.item).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      return `[${keys.join(',')}]`;
    })
    .join('');
}
