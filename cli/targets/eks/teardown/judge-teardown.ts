import { billableOf } from '#cli/aws/cost/billable-of.ts';
import type { Prices } from '#cli/aws/cost/prices.ts';
import type { Inventory } from '#cli/aws/sweep/inventory.ts';
import { removalCommand } from '#cli/aws/sweep/removal-command.ts';
import type { ClusterIdentity, ResourceKind } from '#cli/aws/sweep/resource.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
import type { InfluscopeError } from '#cli/errors.ts';
import { NotReadyError, StillBillsError } from '#cli/errors.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import type { EksReceipt, Entry } from './receipt.ts';
import { priceOfResource } from './receipt.ts';

/** The error at the end of a teardown; `null` when nothing is left but what was to be kept. */
export function judgeTeardown(
  receipt: EksReceipt,
  { unseen }: Inventory,
  prices: Prices,
  cluster: ClusterIdentity,
): InfluscopeError | null {
  const left = receipt.left();
  const price = ({ resource }: Entry) => priceOfResource(resource, prices, cluster.region);
  const billing = left.filter((entry) => price(entry) !== null);
  if (billing.length > 0) {
    const told = billing.map((entry) => {
      const month = formatMoney(price(entry)?.month ?? null, prices.currency);
      return `${entry.resource.kind} ${entry.resource.id} (${month} a month${entry.why ? `; ${entry.why}` : ''})`;
    });
    const [command] = billing.flatMap(({ resource }) => removalCommand(resource, cluster) ?? []);
    return new StillBillsError(`These resources still exist and bill: ${told.join(', ')}`, {
      code: 'still_bills',
      hint:
        command === undefined
          ? { command: ['down'] }
          : { text: `delete it with ${command}, or delete everything that remains`, command: ['down'] },
      laggards: told,
    });
  }
  const blind = unseen.filter(({ kind }) => mayBill(kind));
  if (blind.length > 0) {
    const kinds = blind.map(({ kind }) => kind).join(', ');
    return new StillBillsError(
      `AWS may still bill for some resources: these kinds could not be listed (${kinds}): ${blind[0]?.why.message}`,
      {
        code: 'not_all_seen',
        hint: blind[0]?.why.hint ?? { command: ['doctor'] },
        laggards: blind.map(({ kind, why }) => `${kind} (${why.message})`),
      },
    );
  }
  if (left.length === 0) return null;
  const told = left.map(({ resource: { kind, id }, why }) => `${kind} ${id}${why ? ` (${why})` : ''}`);
  return new NotReadyError(
    `No billable resources remain, but these resources still exist: ${told.join(', ')}`,
    {
      code: 'left_behind',
      hint: { text: 'the receipt shows a command for each; to delete them all', command: ['down'] },
      laggards: told,
    },
  );
}

/** Backups are not ours, so that not seeing them changes nothing. */
function mayBill(kind: ResourceKind): boolean {
  if (kind === 'snapshot') return false;
  return billableOf(newResource({ kind, id: '', region: null })) !== null;
}
