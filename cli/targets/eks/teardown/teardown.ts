import type { Aws } from '#cli/aws/aws.ts';
import { listPublicAddresses } from '#cli/aws/cost/list-public-addresses.ts';
import { isDataVolume } from '#cli/aws/sweep/data-volume.ts';
import type { Inventory } from '#cli/aws/sweep/inventory.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { InfluscopeError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, step, warning } from '#cli/output/events/events.ts';
import type { DownRequest } from '#cli/targets/target.ts';
import { refuseForeign } from '../cluster/refuse-foreign.ts';
import { secureCredentials } from '../kept-data/secure-credentials.ts';
import { agreeToTeardown } from './agree-to-teardown.ts';
import { describeTeardown } from './describe-teardown.ts';
import { judgeElsewhere } from './judge-elsewhere.ts';
import { judgeTeardown } from './judge-teardown.ts';
import type { EksReceipt } from './receipt.ts';
import { createEksReceipt, saveReceipt } from './receipt.ts';
import { removeAll } from './remove-all.ts';
import type { TeardownParts } from './teardown-parts.ts';
import { warnAboutBackups } from './warn-about-backups.ts';

/**
 * Deletes every resource of a cluster: first what runs in it, so that the cluster deletes its own resources in AWS, then the
 * cluster, then the rest. Each step follows from the current state, so the command can be interrupted and repeated at any
 * point. Succeeds only when nothing is left but what was to be kept. Saves a receipt once it has begun, also when interrupted.
 */
export async function* tearDown(parts: TeardownParts, request: DownRequest): AsyncGenerator<Event> {
  const { aws, prices, clock, account } = parts;
  const { cluster } = account;
  const { signal } = request;
  const { account: number, arn: identity } = await aws.identity(signal);
  // Data stays unless its deletion is requested.
  const keeps = (resource: AwsResource) => request.data !== 'delete' && isDataVolume(resource);
  const receipt = createEksReceipt({ cluster, account: number, prices, keeps, clock });
  const at = new Date(clock()).toISOString();
  let first: Inventory | undefined;
  let last: Inventory | undefined;
  let begun = false;
  try {
    await refuseForeign(account, signal);
    // A process that still creates resources would create them after the inventory.
    yield* parts.settle();
    first = yield* takeStock(parts, receipt, signal);
    if (first.owned.some((resource) => !keeps(resource))) {
      const volumes = first.owned.filter(keeps);
      const state = first.owned.find(({ kind }) => kind === 'cluster')?.state ?? null;
      yield* secureCredentials(parts, { volumes, state, at, signal });
      const plan = describeTeardown(first.owned, { cluster, account: number, identity, prices, keeps });
      yield plan;
      await agreeToTeardown(plan, request.consent ?? { yes: false, ask: null });
      begun = true;
      yield* removeAll(parts, request, { first, receipt, keeps, at });
      last = await takeInventory(account, signal);
    } else {
      begun = true;
      last = first;
      yield note(
        'not_running',
        `Nothing of "${cluster.name}" ${first.unseen.length > 0 ? 'is visible' : 'runs'} in account ${number}, ${cluster.region}`,
      );
    }
    receipt.settle([...last.owned, ...(await addressesOf(aws, last.owned, signal))]);
  } catch (error) {
    begun ||= signal.aborted;
    throw error;
  } finally {
    const unseen = ((last ?? first)?.unseen ?? []).map(({ kind, why }) => ({ kind, why: why.message }));
    const complete = last !== undefined;
    const written = receipt.toEvent({ complete, requests: aws.calls().length, unseen });
    if (begun) yield saveReceipt(written, parts.folder);
  }
  yield* conclude(parts, { first, last, receipt, signal });
}

interface Outcome {
  first: Inventory;
  last: Inventory;
  receipt: EksReceipt;
  signal: AbortSignal;
}

async function* conclude(
  parts: TeardownParts,
  { first, last, receipt, signal }: Outcome,
): AsyncGenerator<Event> {
  const { prices, account, elsewhere } = parts;
  const { cluster } = account;
  for (const { id } of last.unclear)
    yield warning(
      'unclear_owner',
      `The role ${id} belongs to a cluster with this name, possibly in another region. It costs nothing`,
    );
  yield* warnAboutBackups(last.backups, { prices, region: cluster.region });
  const error = judgeTeardown(receipt, last, prices, cluster);
  if (error) throw error;
  if (elsewhere !== null) {
    const { name, region } = cluster;
    yield* judgeElsewhere(await elsewhere(signal), { name, region, foundHere: first.owned.length > 0 });
  }
  const kept = receipt.kept().length;
  parts.forget(kept === 0 ? 'data' : 'cluster');
  if (kept > 0)
    yield note('data_kept', `Its data is kept in ${kept} volumes. influscope up mounts them again`);
}

/** Lists the resources of the cluster, and adds them to the receipt. */
async function* takeStock(
  { aws, account }: TeardownParts,
  receipt: EksReceipt,
  signal: AbortSignal,
): AsyncGenerator<Event, Inventory> {
  const { name, region } = account.cluster;
  const looking = step('inventory', `Looking for the resources of "${name}" in ${region}`);
  yield looking.started;
  const found = await takeInventory(account, signal);
  receipt.seen(found.owned);
  receipt.seen(await addressesOf(aws, found.owned, signal));
  yield looking.done(`"${name}" has ${found.owned.length} resources in ${region}`);
  for (const { kind, why } of found.unseen)
    yield warning('not_listed', `Resources of kind ${kind} cannot be listed: ${why.message}`);
  return found;
}

/** Addresses are deleted with their holder, so that a failed listing changes nothing. */
async function addressesOf(
  aws: Aws,
  holders: readonly AwsResource[],
  signal: AbortSignal,
): Promise<AwsResource[]> {
  try {
    return await listPublicAddresses(aws, holders, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
    return [];
  }
}
