import type { Prices } from '#cli/aws/cost/prices.ts';
import { sumPrices } from '#cli/aws/cost/sum-prices.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import type { Event } from '#cli/output/events/events.ts';
import { warning } from '#cli/output/events/events.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import { priceOfResource } from './receipt.ts';

const MAX_NAMED = 10;

/** Backups of the cluster's volumes stay, whatever happens to the data: influscope did not create them. */
export function* warnAboutBackups(
  backups: readonly AwsResource[],
  { prices, region }: { prices: Prices; region: string },
): Generator<Event> {
  if (backups.length === 0) return;
  const total = sumPrices(backups.flatMap((backup) => priceOfResource(backup, prices, region) ?? []));
  const ids = backups.slice(0, MAX_NAMED).map(({ id }) => id);
  const more = backups.length > ids.length ? ` and ${backups.length - ids.length} more` : '';
  const cost = `${total.atLeast ? 'at least ' : ''}${formatMoney(total.month, prices.currency)}`;
  yield warning(
    'backups_stay',
    `${backups.length} backups of its volumes are not deleted, because influscope did not create them: ${ids.join(', ')}${more}. They cost up to ${cost} a month`,
  );
}
