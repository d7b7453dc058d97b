import type { AwsResource, ResourceKind } from './resource.ts';

/** Kinds that are deleted in parallel, after the earlier waves. */
export interface Wave {
  kinds: readonly ResourceKind[];
  /** Time limit until AWS no longer lists them; milliseconds. */
  patienceMs: number;
}

const MINUTE_MS = 60_000;

/** Resources in the cluster's network that no stack owns. They block the deletion of the network's stack. */
export const LOOSE_ENDS: readonly Wave[] = [
  { kinds: ['classic-balancer', 'balancer'], patienceMs: 5 * MINUTE_MS },
  // The interfaces of a balancer remain for minutes, and hold its group.
  { kinds: ['target-group', 'network-interface', 'security-group'], patienceMs: 6 * MINUTE_MS },
];

/** Everything, holders first. Stacks come first because they delete their own resources best. */
export const EVERYTHING: readonly Wave[] = [
  { kinds: ['classic-balancer', 'balancer'], patienceMs: 5 * MINUTE_MS },
  { kinds: ['stack'], patienceMs: 25 * MINUTE_MS },
  { kinds: ['nodegroup'], patienceMs: 15 * MINUTE_MS },
  { kinds: ['cluster'], patienceMs: 15 * MINUTE_MS },
  { kinds: ['instance', 'target-group'], patienceMs: 5 * MINUTE_MS },
  { kinds: ['nat-gateway'], patienceMs: 5 * MINUTE_MS },
  { kinds: ['network-interface', 'volume', 'address'], patienceMs: 6 * MINUTE_MS },
  { kinds: ['security-group', 'launch-template'], patienceMs: 6 * MINUTE_MS },
  { kinds: ['role', 'oidc-provider', 'log-group'], patienceMs: 2 * MINUTE_MS },
];

/** Parts of an existing cluster, which would recreate them. */
export const PARTS_OF_A_CLUSTER: ReadonlySet<ResourceKind> = new Set([
  'instance',
  'network-interface',
  'security-group',
  'launch-template',
  'role',
  'oidc-provider',
  'nat-gateway',
  'address',
]);

/** CloudFormation's tag on the resources of a stack. */
export const STACK_TAG = 'aws:cloudformation:stack-name';

/** What bills while its stack cannot be deleted. */
export const BILLING_PARTS: ReadonlySet<ResourceKind> = new Set([
  'instance',
  'nat-gateway',
  'address',
  'volume',
]);

/** Whether it was created from inside the cluster and can be deleted while the cluster exists. */
export function isLoose({ kind, name, state, heldBy }: AwsResource): boolean {
  switch (kind) {
    case 'classic-balancer':
    case 'balancer':
    case 'target-group':
      return true;
    case 'network-interface':
      // Not those of the control plane.
      return name.startsWith('aws-K8S-') && state === 'available' && heldBy === null;
    case 'security-group':
      return name.startsWith('k8s-');
    default:
      return false;
  }
}
