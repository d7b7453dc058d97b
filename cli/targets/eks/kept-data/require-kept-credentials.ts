import { UserError } from '#cli/errors.ts';
import type { SecretObject } from '#cli/targets/kubernetes/secrets/credentials.ts';
import { keptCredentialsPath, readKeptCredentials } from './kept-credentials.ts';
import type { KeptVolume } from './kept-volumes.ts';

/**
 * The credentials that belong to these kept volumes. Throws a `UserError` when they are not on this machine: new ones would
 * make the data unreadable. `volumes` holds at least one.
 */
export function requireKeptCredentials(folder: string, volumes: readonly KeptVolume[]): SecretObject {
  const [last = ''] = volumes
    .map(({ keptAt }) => keptAt)
    .toSorted()
    .slice(-1);
  const secret = readKeptCredentials(folder, last);
  if (secret !== null) return secret;
  const ids = volumes.map(({ id }) => id).join(', ');
  throw new UserError(
    `The kept volumes ${ids} need the credentials that were saved on ${last}, and they are not on this machine. Copy ${keptCredentialsPath(folder)} from the machine that ran "down --keep-data", or delete the data`,
    { code: 'credentials_missing', hint: { command: ['down', '--delete-data'] } },
  );
}
