import type { AwsResource } from './resource.ts';

/** When `down` kept the volume, as an ISO 8601 time; on no other volume. */
export const KEPT_TAG = 'influscope.io/kept-at';
/** The value of `KEPT_TAG` when `up` mounted the volume again. */
export const MOUNTED_TAG = 'influscope.io/mounted';

const CLAIM = 'kubernetes.io/created-for/pvc/name';
const NAMESPACE = 'kubernetes.io/created-for/pvc/namespace';

/** The claim that a volume was made for. `null` for a volume without one: it holds no data of a workload. */
export function claimOf({ kind, tags }: AwsResource): { namespace: string; name: string } | null {
  const name = tags[CLAIM];
  return kind === 'volume' && name ? { namespace: tags[NAMESPACE] ?? '', name } : null;
}

export function isDataVolume(resource: AwsResource): boolean {
  return claimOf(resource) !== null;
}

/**
 * When an earlier `down` kept this volume, provided that no `up` has mounted it since: its credentials were saved then, and
 * its content is the same. Otherwise `null`.
 */
export function restingSince({ tags }: AwsResource): string | null {
  const { [KEPT_TAG]: kept, [MOUNTED_TAG]: mounted } = tags;
  return kept !== undefined && mounted !== kept ? kept : null;
}
