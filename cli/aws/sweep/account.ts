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

/** An account as the sweep uses it. */
export interface SweptAccount {
  readonly cluster: ClusterIdentity;
  /** Every resource of the kind that may belong to the cluster. Ownership is checked by the caller. */
  list(kind: ResourceKind, signal: AbortSignal): Promise<AwsResource[]>;
  /**
   * Requests the deletion. A missing resource is no error. Listing shows when it is gone. Rejects with an `AwsError`.
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

/** The stack of the cluster is deleted last: the others use its outputs. */
function inOrder(cluster: ClusterIdentity, stacks: AwsResource[]): AwsResource[] {
  const last = clusterNames(cluster.name).clusterStack;
  const part = stacks.find((stack) => stack.name !== last && ownership(cluster, stack) !== null);
  return stacks.map((stack) => (stack.name === last && part ? { ...stack, heldBy: part.name } : stack));
}
