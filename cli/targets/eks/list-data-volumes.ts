import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { claimOf } from '#cli/aws/sweep/data-volume.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import { InfluscopeError } from '#cli/errors.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import type { DataVolume } from '../target.ts';
import type { Eks } from './eks.ts';
import { refuseAnotherAccount } from './refuse-another-account.ts';

const GIB = 2 ** 30;
const ASK_TIMEOUT_MS = 30_000;

/**
 * The volumes that `down --delete-data` would delete: those of claims in AWS, kept ones included, and the claims of the
 * cluster, whose volumes its driver deletes whatever tags they have.
 */
export async function listDataVolumes(eks: Eks, signal: AbortSignal): Promise<DataVolume[]> {
  const aws = await eks.aws();
  refuseAnotherAccount(eks, await aws.identity(signal));
  const account = createSweptAccount(aws, { name: eks.name, region: aws.region });
  const { owned, unseen } = await takeInventory(account, signal, ['volume']);
  const [blind] = unseen;
  if (blind) throw blind.why;
  const known = new Set<string>();
  const volumes = owned.flatMap((volume) => {
    const claim = claimOf(volume);
    if (claim === null) return [];
    if (claim.namespace === eks.name) known.add(claim.name);
    const bytes = volume.gib === null ? null : volume.gib * GIB;
    return [{ name: `${claim.name} (${volume.id})`, bytes, createdAt: volume.createdAt }];
  });
  const claims = await claimsOf(eks, signal);
  return [...volumes, ...claims.filter(({ name }) => !known.has(name))];
}

/** Without an answer of the cluster nothing inside it can be deleted either. */
async function claimsOf(eks: Eks, signal: AbortSignal): Promise<DataVolume[]> {
  using limit = startDeadline(ASK_TIMEOUT_MS, { signal });
  try {
    const inside = await eks.kubernetes(limit.signal);
    return (await inside.dataVolumes?.({ signal: limit.signal })) ?? [];
  } catch (error) {
    signal.throwIfAborted();
    if (limit.expired) return [];
    if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
    return [];
  }
}
