import type { AwsResource, ResourceKind } from './resource.ts';

/** Kinds that may go side by side, once those of the waves before are gone. */
export interface Wave {
  kinds: readonly ResourceKind[];
  /** How long it may take until AWS no longer shows them; milliseconds. */
  patienceMs: number;
}

const MINUTE_MS = 60_000;

/** What hangs in the cluster's network and is in no stack: while it is there, the stack of the network cannot go. */
export const LOOSE_ENDS: readonly Wave[] = [
  { kinds: ['classic-balancer', 'balancer'], patienceMs: 5 * MINUTE_MS },
  // The interfaces of a balancer outlive it by minutes, and hold its group.
  { kinds: ['target-group', 'network-interface', 'security-group'], patienceMs: 6 * MINUTE_MS },
];

/** Everything, nothing before what holds it. Stacks come first: what they made they take away best. */
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

/** They are a cluster's as long as it is there, and come back when they are taken away one by one. */
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

/** CloudFormation's own, on what a stack made. */
export const STACK_TAG = 'aws:cloudformation:stack-name';

/** What costs money while the stack that made it will not go. */
export const BILLING_PARTS: ReadonlySet<ResourceKind> = new Set([
  'instance',
  'nat-gateway',
  'address',
  'volume',
]);

/** Made by what runs in the cluster, and of no use to it any more: it can go while the cluster is still there. */
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
