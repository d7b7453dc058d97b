import { readFileSync } from 'node:fs';
import type { Snapshot } from '#cli/kubernetes/diagnosis/snapshot.ts';
import { EMPTY_SNAPSHOT } from '#cli/kubernetes/diagnosis/snapshot.ts';

const TEXT = readFileSync(new URL('./healthy.json', import.meta.url), 'utf8');

/** A running instance on two nodes, as it was read from a real cluster. A new copy each time. */
export function healthySnapshot(): Snapshot {
  const { listed, ...read } = JSON.parse(TEXT) as Snapshot & { listed: string[] };
  return { ...EMPTY_SNAPSHOT, ...read, listed: new Set(listed) };
}
