import type { AwsResource } from './resource.ts';

/** When `down` kept the volume, as a date; on no other volume. */
export const KEPT_TAG = 'influscope.io/kept-at';

const CLAIM = 'kubernetes.io/created-for/pvc/name';
const NAMESPACE = 'kubernetes.io/created-for/pvc/namespace';

/** The claim that a volume was made for: it holds data of something that ran in the cluster. `null` for all others. */
export function claimOf({ kind, tags }: AwsResource): { namespace: string; name: string } | null {
  const name = tags[CLAIM];
  return kind === 'volume' && name ? { namespace: tags[NAMESPACE] ?? '', name } : null;
}

export function isDataVolume(resource: AwsResource): boolean {
  return claimOf(resource) !== null;
}
