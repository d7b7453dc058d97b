import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { InfluscopeError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, warning } from '#cli/output/events/events.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import { readCredentials } from '#cli/targets/kubernetes/secrets/credentials.ts';
import { writePrivate } from '../state.ts';
import { priceOfResource } from '../teardown/receipt.ts';
import type { EksTeardown } from '../teardown/teardown.ts';
import { markKept } from './kept-volumes.ts';

/**
 * Marks the volumes that stay, and puts the credentials by that their data was written with: the servers on them let nobody
 * else in. Says what they cost.
 */
export async function* keepData(
  parts: EksTeardown,
  volumes: readonly AwsResource[],
  { lives, signal }: { lives: boolean; signal: AbortSignal },
): AsyncGenerator<Event> {
  if (volumes.length === 0) return;
  const { aws, prices, cluster, clock } = parts;
  await markKept(aws, volumes, clock(), signal);
  const monthly = volumes.map((volume) => priceOfResource(volume, prices, cluster.region)?.month ?? null);
  const cost = monthly.includes(null) ? null : monthly.reduce<number>((sum, month) => sum + (month ?? 0), 0);
  yield note(
    'volumes_kept',
    `${volumes.length} volumes are kept; they cost ${formatMoney(cost, prices.currency)} a month`,
  );
  if (!lives) return;
  try {
    const secret = await readCredentials(await parts.connect(signal), parts.namespace, signal);
    if (secret === null) return;
    const { name, namespace, labels } = secret.metadata;
    const { apiVersion, kind, type, data } = secret;
    const kept = { apiVersion, kind, type, metadata: { name, namespace, labels }, data };
    writePrivate(parts.credentials, `${JSON.stringify(kept, null, 2)}\n`);
    yield note(
      'credentials_kept',
      `Their credentials are kept in ${parts.credentials}: without it the data cannot be read`,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
    yield warning(
      'credentials_not_kept',
      `The credentials that the data was written with cannot be read: ${error.message}; what is on the volumes may not be readable without them`,
    );
  }
}
