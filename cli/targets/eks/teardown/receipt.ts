import { join } from 'node:path';
import type { Price } from '#cli/aws/cost/billable.ts';
import { priceOf } from '#cli/aws/cost/billable.ts';
import { billableOf } from '#cli/aws/cost/billable-of.ts';
import type { Prices } from '#cli/aws/cost/prices.ts';
import { sumPrices } from '#cli/aws/cost/sum-prices.ts';
import { removalCommand } from '#cli/aws/sweep/removal-command.ts';
import type { AwsResource, ClusterIdentity } from '#cli/aws/sweep/resource.ts';
import { guardWrite } from '#cli/instance/guard-write.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import { renderBill } from '#cli/output/events/receipt/bill-text.ts';
import { writePrivateFile } from '#lib/files/atomic-file.ts';

/** The state of every resource of a cluster that was seen during the teardown. */
export interface EksReceipt {
  /** Adds resources, or updates their state. */
  seen(resources: readonly AwsResource[]): void;
  gone(resource: AwsResource): void;
  stuck(resource: AwsResource, why: string): void;
  /** The last inventory: every other resource is gone. */
  settle(there: readonly AwsResource[]): void;
  /** Existing resources that were not to be kept. */
  left(): Entry[];
  kept(): Entry[];
  toEvent(more: {
    complete: boolean;
    requests: number;
    unseen: readonly { kind: string; why: string }[];
  }): ReceiptEvent;
}

export interface Entry {
  resource: AwsResource;
  status: 'there' | 'gone' | 'kept';
  why: string | null;
}

type ReceiptEvent = EventOf<'receipt'>;
type Bill = NonNullable<ReceiptEvent['bill']>;

export interface ReceiptOptions {
  cluster: ClusterIdentity;
  account: string;
  prices: Prices;
  /** Whether a resource is kept. */
  keeps: (resource: AwsResource) => boolean;
  clock: () => number;
}

export function createEksReceipt({ cluster, account, prices, keeps, clock }: ReceiptOptions): EksReceipt {
  const entries = new Map<string, Entry>();
  const keyOf = ({ kind, id }: AwsResource) => `${kind}/${id}`;
  const there = (resource: AwsResource, why: string | null = null) =>
    entries.set(keyOf(resource), { resource, status: keeps(resource) ? 'kept' : 'there', why });
  const all = (status: Entry['status']) => [...entries.values()].filter((entry) => entry.status === status);
  return {
    seen: (resources) => {
      for (const resource of resources) there(resource);
    },
    gone: (resource) => void entries.set(keyOf(resource), { resource, status: 'gone', why: null }),
    stuck: there,
    settle(present) {
      const keys = new Set(present.map(keyOf));
      for (const [key, entry] of entries) if (!keys.has(key)) entry.status = 'gone';
      for (const resource of present) there(resource, entries.get(keyOf(resource))?.why);
    },
    left: () => all('there'),
    kept: () => all('kept'),
    toEvent({ complete, requests, unseen }) {
      const price = (resource: AwsResource) => priceOfResource(resource, prices, cluster.region);
      const rows = [...entries.values()].map(({ resource, status, why }): Bill['resources'][number] => ({
        kind: resource.kind,
        id: resource.id,
        name: resource.name,
        status,
        state: status === 'gone' ? 'gone' : resource.state,
        bills: status !== 'gone' && price(resource) !== null,
        month: status === 'gone' ? 0 : (price(resource)?.month ?? (price(resource) === null ? 0 : null)),
        why,
        command: status === 'gone' ? null : removalCommand(resource, cluster),
      }));
      const total = sumPrices(rows.filter(({ bills }) => bills).map(({ month }) => ({ hour: null, month })));
      const item = ({ resource: { kind, id }, why }: Entry) => ({ kind, name: id, detail: why });
      return event({
        type: 'receipt',
        removed: all('gone').map(item),
        remaining: [...all('there'), ...all('kept')].map(item),
        bill: {
          cluster: cluster.name,
          account,
          region: cluster.region,
          at: new Date(clock()).toISOString(),
          complete,
          resources: rows,
          month: total.month,
          at_least: rows.some(({ bills, month }) => bills && month === null),
          currency: prices.currency,
          prices_of: prices.checked,
          unseen: [...unseen],
          requests,
          file: null,
        },
      });
    },
  };
}

/** Its price; `null` for a resource that is free. */
export function priceOfResource(resource: AwsResource, prices: Prices, region: string): Price | null {
  const billable = billableOf(resource);
  return billable && priceOf(billable, prices, region);
}

/** Writes the receipt as JSON and as a table into the instance's folder. Returns the event with the file's name. */
export function saveReceipt(receipt: ReceiptEvent, instance: string): ReceiptEvent {
  const { bill } = receipt;
  if (!bill) return receipt;
  const folder = join(instance, 'receipts');
  const file = join(folder, `${bill.cluster}-${bill.region}-${bill.at.replaceAll(/[:.]/g, '-')}.json`);
  const saved = { ...receipt, bill: { ...bill, file } };
  guardWrite(folder, () => {
    writePrivateFile(file, `${JSON.stringify(saved.bill, null, 2)}\n`);
    writePrivateFile(file.replace(/\.json$/, '.txt'), `${renderBill(saved.bill).join('\n')}\n`);
  });
  return saved;
}
