import type { InstanceClient } from '#cli/http/instance-client.ts';
import type { Sent } from './send-input.ts';

/** People of one import: those who were not known before, those of whom something changed, and the others. */
export interface PeopleOutcome {
  new: number;
  updated: number;
  unchanged: number;
}

/**
 * Asks the indexer what became of the people of an import; `null` where it cannot tell, since rows were processed again
 * after an error or people were estimated: the sum is not the number of people then.
 */
export async function askPeople(
  client: InstanceClient,
  { importId, summary }: Pick<Sent, 'importId' | 'summary'>,
  signal: AbortSignal,
): Promise<PeopleOutcome | null> {
  if (summary.people === 0 || !summary.people_exact) return null;
  const path = `/queues/profile-events/people?import=${encodeURIComponent(importId)}`;
  const outcome = await client.json<PeopleOutcome>('admin', path, 'People of the import', { signal });
  return outcome.new + outcome.updated + outcome.unchanged === summary.people ? outcome : null;
}
