import { applyObject } from '#cli/kubernetes/apply/apply.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import { FIELD_MANAGER, HISTORY_NAME, OWN_LABELS } from '../names.ts';
import type { Revision } from './revision.ts';
import { packObjects, unpackObjects } from './revision.ts';

/** Deploys that are kept; the last good one always is. */
export const KEPT_REVISIONS = 20;

/** The deploys of an instance, in a ConfigMap of its namespace. */
export interface History {
  /** The oldest first. */
  revisions: readonly Revision[];
  /** Objects of a revision, by its number. */
  objects: ReadonlyMap<number, string>;
}

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

export async function readHistory(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<History> {
  const map = await client.get<ConfigMap>(refTo(RESOURCES.configMap, HISTORY_NAME, namespace), signal);
  const revisions = Object.values(map?.data ?? {}).map((text) => JSON.parse(text) as Revision);
  const objects = Object.entries(map?.binaryData ?? {}).map(
    ([key, packed]) => [Number(key.replace('objects-', '')), packed] as const,
  );
  return { revisions: revisions.toSorted((a, b) => a.number - b.number), objects: new Map(objects) };
}

/** Writes the history with a new revision, and without the oldest. */
export async function addRevision(
  client: KubeClient,
  namespace: string,
  history: History,
  entry: Omit<Revision, 'number'> & { objects: readonly KubeObject[] },
  signal: AbortSignal,
): Promise<void> {
  const { objects: applied, ...described } = entry;
  const revision = { number: (history.revisions.at(-1)?.number ?? 0) + 1, ...described };
  const kept = keep([...history.revisions, revision]);
  const packed = new Map(history.objects).set(revision.number, packObjects(applied));
  const { apiVersion, kind } = RESOURCES.configMap;
  const object = {
    apiVersion,
    kind,
    metadata: { name: HISTORY_NAME, namespace, labels: OWN_LABELS },
    data: Object.fromEntries(kept.map((one) => [`revision-${one.number}`, JSON.stringify(one)])),
    binaryData: Object.fromEntries(
      kept.flatMap(({ number }) => {
        const one = packed.get(number);
        return one === undefined ? [] : [[`objects-${number}`, one]];
      }),
    ),
  };
  await applyObject(client, object, { manager: FIELD_MANAGER, force: true, signal });
}

/** The newest revisions, and always the last good one. */
export function keep(revisions: readonly Revision[]): Revision[] {
  const newest = revisions.slice(-KEPT_REVISIONS);
  const good = revisions.findLast(({ result }) => result === 'ready');
  return good === undefined || newest.includes(good) ? newest : [good, ...newest.slice(1)];
}

export function objectsOf({ objects }: History, number: number): KubeObject[] | null {
  const packed = objects.get(number);
  return packed === undefined ? null : unpackObjects(packed);
}
