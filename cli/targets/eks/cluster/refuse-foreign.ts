import type { SweptAccount } from '#cli/aws/sweep/account.ts';
import { listKinds } from '#cli/aws/sweep/list-kinds.ts';
import { UserError } from '#cli/errors.ts';
import { PLATFORM_TAG } from './cluster-config.ts';

/**
 * Throws a `UserError` where a cluster of this name is there that was not made for the platform: what it has is called as
 * the platform's own would be, and is somebody else's. Where nobody may look, nothing is said.
 */
export async function refuseForeign(account: SweptAccount, signal: AbortSignal): Promise<void> {
  const { name, region } = account.cluster;
  const found = await listKinds(account, ['cluster', 'stack'], signal, () => []);
  const foreign = found
    .filter(({ kind, id, name: called }) => (kind === 'cluster' ? id : called) === nameOf(kind, name))
    .find(({ tags }) => tags[PLATFORM_TAG] !== name);
  if (foreign === undefined) return;
  throw new UserError(
    `This is not a cluster of ours: the ${foreign.kind} ${nameOf(foreign.kind, name)} in ${region} lacks the tag ${PLATFORM_TAG}=${name}, another made it`,
    {
      code: 'cluster_foreign',
      hint: 'another --name; whoever made that cluster takes it down with the same tool',
    },
  );
}

const nameOf = (kind: string, name: string): string => (kind === 'cluster' ? name : `eksctl-${name}-cluster`);
