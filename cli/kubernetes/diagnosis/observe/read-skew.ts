import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { serverDate } from '#cli/kubernetes/client/server-date.ts';
import { readText } from '#lib/read-text.ts';

/** Tokens are valid for a quarter of an hour at most, certificates from the minute they are made; leases need the time, too. */
export const MAX_SKEW_MS = 60_000;

/** How far the clock of the API server is ahead of ours, in milliseconds; `null` if its answer has no date. */
export async function readSkewMs(
  client: KubeClient,
  clock: () => number,
  signal: AbortSignal,
): Promise<number | null> {
  const sent = clock();
  const answer = await client.stream('/version', 'The version', { signal });
  await readText(answer);
  const date = serverDate(answer);
  if (date === null) return null;
  const skew = date - (sent + clock()) / 2;
  return Math.abs(skew) <= 1_000 ? 0 : Math.round(skew);
}
