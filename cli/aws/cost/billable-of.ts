import type { AwsResource } from '../sweep/resource.ts';
import type { Billable } from './billable.ts';

/** States of a listed resource that no longer bills. */
const ENDED = /^(?:deleted|deleting|terminated|shutting-down|DELETE_COMPLETE)$/i;

/** What AWS bills a resource as, by time; `null` for a resource that is free. */
export function billableOf({ kind, type, gib, state }: AwsResource, extended = false): Billable | null {
  if (ENDED.test(state)) return null;
  switch (kind) {
    case 'cluster':
      return { kind: 'control-plane', extended };
    case 'instance':
      // Its volumes and addresses still bill.
      return state === 'stopped' ? null : { kind: 'instance', type: type ?? 'unknown' };
    case 'volume':
      return { kind: 'volume', type: type ?? 'unknown', gib: gib ?? 0 };
    case 'snapshot':
      return { kind: 'snapshot', gib: gib ?? 0 };
    case 'classic-balancer':
      return { kind: 'balancer', type: 'classic' };
    case 'balancer':
      return { kind: 'balancer', type: type === 'application' || type === 'gateway' ? type : 'network' };
    case 'nat-gateway':
      return { kind: 'nat-gateway' };
    case 'address':
      return { kind: 'public-address' };
    case 'log-group':
      return { kind: 'other', what: 'logs in CloudWatch' };
    default:
      return null;
  }
}
