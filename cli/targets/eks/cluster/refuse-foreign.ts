import { clusterNames } from '#cli/aws/names.ts';
import type { SweptAccount } from '#cli/aws/sweep/account.ts';
import { listKinds } from '#cli/aws/sweep/list-kinds.ts';
import { foreignCluster, whyForeign } from './foreign-cluster.ts';

/**
 * Throws a `UserError` when another tool created a cluster of this name. Skips what the credentials may not list.
 */
export async function refuseForeign(account: SweptAccount, signal: AbortSignal): Promise<void> {
  const { name } = account.cluster;
  const found = await listKinds(account, ['cluster', 'stack'], signal, () => []);
  const tagsOf = (kind: string, called: string) =>
    found.find((one) => one.kind === kind && (kind === 'cluster' ? one.id : one.name) === called)?.tags ??
    null;
  const why = whyForeign(name, {
    stack: tagsOf('stack', clusterNames(name).clusterStack),
    control: tagsOf('cluster', name),
  });
  if (why !== null) throw foreignCluster(why);
}
