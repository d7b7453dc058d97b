import type { Event } from '#cli/output/events/events.ts';
import type { Target, TargetSecrets } from '../target.ts';
import type { Eks } from './eks.ts';
import { markMounted } from './kept-data/kept-volumes.ts';

/**
 * Changes the credentials of the running instance. Credentials that an interrupted `down --keep-data` saved before no longer
 * count, so that the next one saves the new ones.
 */
export async function* changeCredentials(
  eks: Eks,
  signal: AbortSignal,
  change: (secrets: NonNullable<Target['secrets']>) => ReturnType<TargetSecrets['rotate']>,
): AsyncGenerator<Event> {
  await markMounted(await eks.aws(), eks.name, signal);
  const { secrets } = await eks.kubernetes(signal);
  if (secrets) yield* change(secrets);
}
