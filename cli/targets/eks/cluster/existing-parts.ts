import type { Aws } from '#cli/aws/aws.ts';
import type { Existing } from '#cli/aws/cost/planned-costs.ts';
import { clusterNames } from '#cli/aws/names.ts';
import { createSweptAccount } from '#cli/aws/sweep/account.ts';
import { claimOf } from '#cli/aws/sweep/data-volume.ts';
import { takeInventory } from '#cli/aws/sweep/inventory.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { nodegroupsOf } from './cluster-config.ts';
import type { EksFacts } from './facts.ts';

interface ExistingRequest {
  name: string;
  config: ClusterConfig;
  facts: Pick<EksFacts, 'cluster' | 'nodegroups' | 'stacks'>;
}

/** Asks AWS which parts of the instance exist. What cannot be listed counts as still to be made. */
export async function findExistingParts(
  aws: Aws,
  request: ExistingRequest,
  signal: AbortSignal,
): Promise<Existing> {
  const account = createSweptAccount(aws, { name: request.name, region: aws.region });
  const { owned } = await takeInventory(account, signal, ['volume', 'classic-balancer', 'balancer']);
  return existingParts(owned, request);
}

/**
 * What of the instance already bills, and counts against the account's limits. A stack counts from its beginning: its
 * network exists long before EKS knows the cluster, and would otherwise be counted twice against the limits.
 */
export function existingParts(
  owned: readonly AwsResource[],
  { name, config, facts: { cluster, nodegroups, stacks } }: ExistingRequest,
): Existing {
  const names = clusterNames(name);
  const begun = (stack: string) => stacks.some((one) => one.name === stack);
  return {
    cluster: cluster !== null || begun(names.clusterStack),
    nodeGroups: nodegroupsOf(config)
      .map((group) => group.name)
      .filter((group) => nodegroups.get(group) || begun(names.nodegroupStack(group))),
    volumes: owned.some((resource) => claimOf(resource)?.namespace === name),
    balancer: owned.some(({ kind }) => kind === 'classic-balancer' || kind === 'balancer'),
  };
}
