import type { Aws } from '../aws.ts';
import { clusterNames } from '../names.ts';
import { listBalancers, listClassicBalancers, listTargetGroups } from './list/list-balancers.ts';
import { listEc2 } from './list/list-ec2.ts';
import { listClusters, listNodegroups } from './list/list-eks.ts';
import { listOidcProviders, listRoles } from './list/list-iam.ts';
import { listLogGroups } from './list/list-logs.ts';
import { listStacks } from './list/list-stacks.ts';
import { ownership } from './ownership.ts';
import { removeFromAws } from './remove/remove-from-aws.ts';
import type { AwsResource, ClusterIdentity, ResourceKind } from './resource.ts';

/** What a sweep needs of an account. */
export interface SweptAccount {
  readonly cluster: ClusterIdentity;
  /** Everything of the kind that may be the cluster's; whose it is, is not judged here. */
  list(kind: ResourceKind, signal: AbortSignal): Promise<AwsResource[]>;
  /**
   * Asks for the deletion; what is gone already is no fault. That it really goes is seen by listing. Rejects with an
   * `AwsError`.
   */
  remove(resource: AwsResource, signal: AbortSignal): Promise<void>;
}

export function createSweptAccount(aws: Aws, cluster: ClusterIdentity): SweptAccount {
  const roles = new Map<string, AwsResource>();
  const list: SweptAccount['list'] = async (kind, signal) => {
    switch (kind) {
      case 'cluster':
        return listClusters(aws, cluster.name, signal);
      case 'nodegroup':
        return listNodegroups(aws, cluster.name, signal);
      case 'stack':
        return inOrder(cluster, await listStacks(aws, signal));
      case 'classic-balancer':
        return listClassicBalancers(aws, signal);
      case 'balancer':
        return listBalancers(aws, signal);
      case 'target-group':
        return listTargetGroups(aws, signal);
      case 'role': {
        const stacks = await listStacks(aws, signal);
        const own = stacks.filter((stack) => ownership(cluster, stack) !== null);
        return listRoles(aws, own, roles, signal);
      }
      case 'oidc-provider':
        return listOidcProviders(aws, signal);
      case 'log-group':
        return listLogGroups(aws, cluster.name, signal);
      default:
        return listEc2(aws, cluster.name, kind, signal);
    }
  };
  return { cluster, list, remove: (resource, signal) => removeFromAws(aws, cluster, resource, signal) };
}

/** The stack of the cluster goes last: the others are made of what it hands out. */
function inOrder(cluster: ClusterIdentity, stacks: AwsResource[]): AwsResource[] {
  const last = clusterNames(cluster.name).clusterStack;
  const part = stacks.find((stack) => stack.name !== last && ownership(cluster, stack) !== null);
  return stacks.map((stack) => (stack.name === last && part ? { ...stack, heldBy: part.name } : stack));
}
