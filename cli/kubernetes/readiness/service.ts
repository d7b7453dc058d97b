import type { KubeObject } from '../objects.ts';
import { assessCommon, latestWarning, shorten } from './common.ts';
import type { AssessReadiness } from './object-readiness.ts';
import { current, inProgress } from './object-readiness.ts';

export interface Service extends KubeObject {
  spec?: {
    type?: string;
    clusterIP?: string;
    ports?: { name?: string; port: number; targetPort?: number | string; nodePort?: number }[];
    selector?: Record<string, string>;
  };
  status?: { loadBalancer?: { ingress?: { hostname?: string; ip?: string }[] } };
}

/** A balancer is there once it has a name or an address; whether it answers is seen by asking it. */
export const assessService: AssessReadiness = (object, { events }) => {
  const service = object as Service;
  const common = assessCommon(service);
  if (common) return common;
  if (service.spec?.type !== 'LoadBalancer') return current('exists');
  const address = balancerAddress(service);
  if (address !== null) return current(`has the address ${address}`);
  const trouble = latestWarning(service, events, ['SyncLoadBalancerFailed', 'CreatingLoadBalancerFailed']);
  if (trouble)
    return inProgress(`has no load balancer: ${shorten(trouble.message ?? '')}`, {
      condition: trouble.reason ?? 'SyncLoadBalancerFailed',
    });
  return inProgress('is waiting for the load balancer', { condition: 'LoadBalancerPending' });
};

/** Name or address of the balancer; `null` while it has none. */
export function balancerAddress(service: Service): string | null {
  const ingress = service.status?.loadBalancer?.ingress?.[0];
  return ingress?.hostname ?? ingress?.ip ?? null;
}
