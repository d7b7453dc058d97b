export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/**
 * Lays each patch over the object of its kind and name. In it `null` takes a field away, and the entries of lists are
 * matched by their name; lists without names are replaced. Patches without an object are answered as `added`.
 */
export function patchObjects(
  objects: readonly KubernetesObject[],
  patches: readonly KubernetesObject[],
): { patched: KubernetesObject[]; added: KubernetesObject[] } {
  const byId = new Map(patches.map((patch) => [idOf(patch), patch]));
  if (byId.size < patches.length) throw new Error('Two patches name the same object');
  const patched = objects.map((object) => {
    const patch = byId.get(idOf(object));
    byId.delete(idOf(object));
    return patch ? (merge(object, patch) as KubernetesObject) : object;
  });
  return { patched, added: [...byId.values()] };
}

type Fields = { [key: string]: unknown };

const idOf = ({ apiVersion, kind, metadata }: KubernetesObject) => `${apiVersion} ${kind} ${metadata.name}`;

function merge(value: unknown, patch: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(patch)) return mergeLists(value, patch);
  if (!isFields(value) || !isFields(patch)) return patch;
  const out: Fields = { ...value };
  for (const [key, item] of Object.entries(patch)) {
    if (item === null) delete out[key];
    else out[key] = key in out ? merge(out[key], item) : item;
  }
  return out;
}

function mergeLists(list: readonly unknown[], patch: readonly unknown[]): unknown[] {
  if (![...list, ...patch].every((entry) => nameOf(entry) !== undefined)) return [...patch];
  const out = list.map((entry) => {
    const found = patch.find((one) => nameOf(one) === nameOf(entry));
    return found === undefined ? entry : merge(entry, found);
  });
  return [...out, ...patch.filter((one) => !list.some((entry) => nameOf(entry) === nameOf(one)))];
}

function nameOf(entry: unknown): unknown {
  if (!isFields(entry)) return undefined;
  return entry.name ?? (isFields(entry.metadata) ? entry.metadata.name : undefined);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
