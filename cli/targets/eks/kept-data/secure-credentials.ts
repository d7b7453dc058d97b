import { claimOf, restingSince } from '#cli/aws/sweep/data-volume.ts';
import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { InfluscopeError, OperationError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, warning } from '#cli/output/events/events.ts';
import { CREDENTIALS_NAME } from '#cli/targets/kubernetes/names.ts';
import type { SecretObject } from '#cli/targets/kubernetes/secrets/credentials.ts';
import { CREDENTIALS, readCredentials } from '#cli/targets/kubernetes/secrets/credentials.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import type { TeardownParts } from '../teardown/teardown-parts.ts';
import { keptCredentialsPath, readKeptCredentials, saveKeptCredentials } from './kept-credentials.ts';

export interface SecureOptions {
  /** The data volumes that stay. */
  volumes: readonly AwsResource[];
  /** Of the control plane, as EKS calls it; `null` without one. */
  state: string | null;
  /** An ISO 8601 time: marks volumes and credentials that belong together. */
  at: string;
  signal: AbortSignal;
}

const TIMEOUT_MS = 60_000;
/** With any other state there is no API server, and so no Secret. */
const SERVING: readonly string[] = ['ACTIVE', 'UPDATING'];

/**
 * Saves the credentials that the kept data was written with: the servers accept no others. Runs before anything is deleted.
 * Throws an `OperationError` when they cannot be saved while the cluster may still hold them.
 */
export async function* secureCredentials(
  parts: Pick<TeardownParts, 'connect' | 'namespace' | 'folder'>,
  { volumes, state, at, signal }: SecureOptions,
): AsyncGenerator<Event> {
  const { folder, namespace } = parts;
  const own = volumes.filter((volume) => claimOf(volume)?.namespace === namespace);
  const used = own.filter((volume) => restingSince(volume) === null);
  if (own.length === 0) return;
  if (state === null || !SERVING.includes(state)) {
    if (used.length > 0)
      yield warning(
        'credentials_not_kept',
        `The cluster is not running, so the credentials of ${idsOf(used)} cannot be saved: the data may be unreadable later`,
      );
    return;
  }
  const [resting] = own
    .flatMap((volume) => restingSince(volume) ?? [])
    .toSorted()
    .slice(-1);
  if (used.length === 0 && resting !== undefined && readKeptCredentials(folder, resting) !== null) return;
  const { secret, why } = await findCredentials(parts, signal);
  if (secret !== null) {
    saveKeptCredentials(folder, secret, used.length > 0 ? at : (resting ?? at));
    yield note(
      'credentials_kept',
      `The credentials of the kept data are saved in ${keptCredentialsPath(folder)}. Keep this file: without it the data cannot be read`,
    );
    return;
  }
  if (used.length > 0) throw refusal(used, why);
  yield warning(
    'credentials_not_kept',
    `The credentials of the volumes kept on ${resting} are not on this machine, and cannot be read from the cluster: ${why}`,
  );
}

/** The complete Secret, or why there is none. */
async function findCredentials(
  parts: Pick<TeardownParts, 'connect' | 'namespace'>,
  signal: AbortSignal,
): Promise<{ secret: SecretObject; why: null } | { secret: null; why: string }> {
  using limit = startDeadline(TIMEOUT_MS, { signal });
  try {
    const secret = await readCredentials(await parts.connect(limit.signal), parts.namespace, limit.signal);
    if (secret === null)
      return {
        secret: null,
        why: `the Secret ${CREDENTIALS_NAME} is missing in namespace ${parts.namespace}`,
      };
    const missing = Object.keys(CREDENTIALS).filter((key) => !secret.data?.[key]);
    if (missing.length === 0) return { secret, why: null };
    return { secret: null, why: `the Secret ${CREDENTIALS_NAME} has no ${missing.join(', ')}` };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.expired)
      return { secret: null, why: `the cluster did not answer within ${TIMEOUT_MS / 1_000} s` };
    if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
    return { secret: null, why: error.message };
  }
}

function refusal(volumes: readonly AwsResource[], why: string): OperationError {
  return new OperationError(
    `Nothing was deleted. Cannot save the credentials of the data on ${idsOf(volumes)}, and the data cannot be read without them: ${why}`,
    { code: 'credentials_unsaved', hint: { command: ['doctor'] } },
  );
}

const idsOf = (volumes: readonly AwsResource[]): string => volumes.map(({ id }) => id).join(', ');
