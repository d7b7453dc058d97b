import type { Aws } from '#cli/aws/aws.ts';
import { listPublicAddresses } from '#cli/aws/cost/list-public-addresses.ts';
import type { Prices } from '#cli/aws/cost/prices.ts';
import type { SweptAccount } from '#cli/aws/sweep/account.ts';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { isDataVolume } from '#cli/aws/sweep/data-volume.ts';
import type { Inventory } from '#cli/aws/sweep/inventory.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import type { AwsResource, ClusterIdentity } from '#cli/aws/sweep/resource.ts';
import { EVERYTHING, isLoose, LOOSE_ENDS } from '#cli/aws/sweep/waves.ts';
import { InfluscopeError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, step, warning } from '#cli/output/events/events.ts';
import type { DownOptions, Target } from '#cli/targets/target.ts';
import { refuseForeign } from '../cluster/refuse-foreign.ts';
import { deleteByEksctl } from '../eksctl/delete-by-eksctl.ts';
import type { EksctlOptions } from '../eksctl/eksctl.ts';
import { keepData } from '../kept-data/keep-data.ts';
import { agreeToTeardown } from './agree-to-teardown.ts';
import { describeTeardown } from './describe-teardown.ts';
import { emptyCluster } from './empty-cluster.ts';
import { judgeTeardown } from './judge-teardown.ts';
import type { EksReceipt } from './receipt.ts';
import { createEksReceipt, saveReceipt } from './receipt.ts';
import { sweepEvents } from './sweep-events.ts';

/** What a teardown works with. */
export interface EksTeardown {
  aws: Aws;
  cluster: ClusterIdentity;
  prices: Prices;
  /** Folder of the receipts. */
  receipts: string;
  /** File of the credentials that kept data was written with. */
  credentials: string;
  /** Of the platform on the cluster. */
  namespace: string;
  clock(): number;
  /**
   * The platform on the cluster, by a kubeconfig of its own that was compared with what EKS says. Rejects where the cluster
   * cannot be talked to.
   */
  kubernetes(signal: AbortSignal): Promise<Target>;
  /** The same cluster, bare. */
  connect(signal: AbortSignal): Promise<KubeClient>;
  eksctl: EksctlOptions;
  /** Ends what an earlier command left at work. */
  settle(): AsyncGenerator<Event>;
  /** Forgets the platform: nothing of it is left. */
  forget(): void;
}

/**
 * Takes everything of a cluster out of the account: what runs in it first, so that it lets go of what it has, then the
 * cluster, then whatever is left. Each part is derived from what is there, so that it may be cut short and repeated at any
 * point. Ends well only when nothing is left that was not to be kept.
 */
export async function* tearDown(parts: EksTeardown, request: DownOptions): AsyncGenerator<Event> {
  const { aws, cluster, prices, clock } = parts;
  const { signal } = request;
  const { account: number, arn } = await aws.identity(signal);
  const account = createSweptAccount(aws, cluster);
  // Without a word the data stays.
  const keeps = (resource: AwsResource) => request.data !== 'delete' && isDataVolume(resource);
  const receipt = createEksReceipt({ cluster, account: number, prices, keeps, clock });

  await refuseForeign(account, signal);
  // What still makes things would make them behind the back of whoever looks.
  yield* parts.settle();
  const looking = step('inventory', `Looking for what "${cluster.name}" has in ${cluster.region}`);
  yield looking.started;
  const first = await takeInventory(account, signal);
  receipt.seen(first.owned);
  receipt.seen(await addressesOf(aws, first.owned, signal));
  yield looking.done(`"${cluster.name}" has ${first.owned.length} resources in ${cluster.region}`);
  for (const { kind, why } of first.unseen)
    yield warning('not_listed', `What there is of kind ${kind} cannot be seen: ${why.message}`);
  const going = first.owned.some((resource) => !keeps(resource));
  if (going) {
    const plan = describeTeardown(first.owned, { cluster, account: number, identity: arn, prices, keeps });
    yield plan;
    await agreeToTeardown(plan, request.teardown ?? { yes: false, ask: null });
  } else
    yield note(
      'not_running',
      `Nothing of "${cluster.name}" ${first.unseen.length > 0 ? 'can be seen' : 'runs'} in account ${number}, ${cluster.region}`,
    );

  let last: Inventory | undefined;
  try {
    if (going) yield* takeAway(parts, request, { account, first, receipt, keeps });
    last = going ? await takeInventory(account, signal) : first;
    receipt.settle([...last.owned, ...(await addressesOf(aws, last.owned, signal))]);
  } finally {
    // Also of a run that was cut short: whoever pays has to know what there was.
    const unseen = (last ?? first).unseen.map(({ kind, why }) => ({ kind, why: why.message }));
    yield saveReceipt(
      receipt.toEvent({ complete: last !== undefined, requests: aws.calls().length, unseen }),
      parts.receipts,
    );
  }
  for (const { id } of last.unclear)
    yield warning(
      'unclear_owner',
      `The role ${id} is of a cluster of this name, perhaps in another region; nothing bills for it`,
    );
  const error = judgeTeardown(receipt, last, prices, cluster);
  if (error) throw error;
  if (receipt.kept().length === 0) parts.forget();
  else
    yield note(
      'data_kept',
      `Its data is kept in ${receipt.kept().length} volumes; influscope up mounts them again`,
    );
}

/** They go with what they were lent to: where nobody may look, there is nothing else to do about them. */
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

interface Work {
  account: SweptAccount;
  first: Inventory;
  receipt: EksReceipt;
  keeps: (resource: AwsResource) => boolean;
}

async function* takeAway(
  parts: EksTeardown,
  request: DownOptions,
  { account, first, receipt, keeps }: Work,
): AsyncGenerator<Event> {
  const { clock } = parts;
  const { signal } = request;
  const control = first.owned.find(({ kind }) => kind === 'cluster');
  const lives = control !== undefined && control.state === 'ACTIVE';
  if (lives) yield* emptyCluster(parts, request);
  // A claim's volume may have come or gone meanwhile.
  const { owned: volumes } = await takeInventory(account, signal, ['volume']);
  yield* keepData(parts, volumes.filter(keeps), { lives, signal });
  const wanted = (resource: AwsResource) => !keeps(resource);
  const sweeping = { account, aws: parts.aws, receipt, clock, signal };
  yield* sweepEvents({ ...sweeping, id: 'loose-ends', waves: LOOSE_ENDS, rounds: 1, wanted: isLoose });
  if (lives) yield* deleteByEksctl(parts, signal);
  yield* sweepEvents({ ...sweeping, id: 'sweep', waves: EVERYTHING, rounds: 3, wanted });
}
