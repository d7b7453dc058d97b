import type { Aws } from '#cli/aws/aws.ts';
import type { Prices } from '#cli/aws/cost/prices.ts';
import { restingSince } from '#cli/aws/sweep/data-volume.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note } from '#cli/output/events/events.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import { priceOfResource } from '../teardown/receipt.ts';
import { markKept } from './kept-volumes.ts';

export interface KeepOptions {
  aws: Aws;
  prices: Prices;
  /** An ISO 8601 time, the same as in the saved credentials. */
  at: string;
  signal: AbortSignal;
}

/** Marks the volumes that stay, so that the next `up` finds them. Shows what they cost. */
export async function* keepVolumes(
  volumes: readonly AwsResource[],
  { aws, prices, at, signal }: KeepOptions,
): AsyncGenerator<Event> {
  if (volumes.length === 0) return;
  await markKept(
    aws,
    volumes.filter((volume) => restingSince(volume) === null),
    at,
    signal,
  );
  const months = volumes.map((volume) => priceOfResource(volume, prices, aws.region)?.month ?? null);
  const cost = months.reduce<number | null>(
    (sum, month) => (sum === null || month === null ? null : sum + month),
    0,
  );
  yield note(
    'volumes_kept',
    `${volumes.length} volumes are kept. They cost ${formatMoney(cost, prices.currency)} a month`,
  );
}
