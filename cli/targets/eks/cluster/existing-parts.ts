import type { Existing } from '#cli/aws/cost/planned-costs.ts';
import { clusterNames } from '#cli/aws/names.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { nodegroupsOf } from './cluster-config.ts';
import type { ClusterFacts } from './facts.ts';

/**
 * What of a platform's cluster bills already and is among what the account uses. A stack counts from its beginning: its
 * network is there long before EKS knows of the cluster, and would else be counted twice against the limits.
 */
export function existingParts(
  { cluster, nodegroups, stacks }: Pick<ClusterFacts, 'cluster' | 'nodegroups' | 'stacks'>,
  { name, config, platform }: { name: string; config: ClusterConfig; platform: boolean },
): Existing {
  const names = clusterNames(name);
  const begun = (stack: string) => stacks.some((one) => one.name === stack);
  return {
    cluster: cluster !== null || begun(names.clusterStack),
    nodeGroups: nodegroupsOf(config)
      .map((group) => group.name)
      .filter((group) => nodegroups.get(group) || begun(names.nodegroupStack(group))),
    platform,
  };
}
