import { clusterNames } from '#cli/aws/names.ts';
import type { ClusterConfig } from '../cluster/cluster-config.ts';
import { nodegroupsOf, withAddons, withNodegroups } from '../cluster/cluster-config.ts';
import type { FollowedStack } from '../cluster/follow-stacks.ts';
import type { Action, Phase } from '../cluster/next-action.ts';

/** Actions that eksctl carries out. */
export type EksctlAction = Extract<
  Action,
  { kind: 'create' | 'identity-provider' | 'addons' | 'nodegroups' }
>;

/** The arguments of eksctl, and the part of the configuration it gets. */
export function commandFor(
  action: EksctlAction,
  config: ClusterConfig,
): { args: string[]; phase: Phase; part: ClusterConfig } {
  switch (action.kind) {
    case 'create':
      return { args: ['create', 'cluster', '--write-kubeconfig=false'], phase: 'cluster', part: config };
    case 'identity-provider':
      return { args: ['utils', 'associate-iam-oidc-provider', '--approve'], phase: 'cluster', part: config };
    case 'nodegroups':
      return { args: ['create', 'nodegroup'], phase: 'nodes', part: withNodegroups(config, action.names) };
    case 'addons':
      return { args: ['create', 'addon'], phase: 'addons', part: withAddons(config, action.names) };
  }
}

/** The stacks that it creates, in order. */
export function stacksOf(action: EksctlAction, config: ClusterConfig, name: string): FollowedStack[] {
  const names = clusterNames(name);
  const groups = nodegroupsOf(config).map((group) => group.name);
  const nodes = (action.kind === 'create' ? groups : action.kind === 'nodegroups' ? action.names : []).map(
    (group): FollowedStack => ({ name: names.nodegroupStack(group), phase: 'nodes' }),
  );
  return action.kind === 'create' ? [{ name: names.clusterStack, phase: 'cluster' }, ...nodes] : nodes;
}
