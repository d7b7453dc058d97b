import type { KubeObject } from '../objects.ts';
import { judgeCommon, latestWarning, shorten } from './common.ts';
import type { Judge } from './verdict.ts';
import { current, inProgress } from './verdict.ts';

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
export const judgeService: Judge = (object, { events }) => {
  const service = object as Service;
  const common = judgeCommon(service);
  if (common) return common;
  if (service.spec?.type !== 'LoadBalancer') return current('exists');
  const address = balancerAddress(service);
  if (address !== null) return current(`has the address ${address}`);
  const trouble = latestWarning(service, events, ['SyncLoadBalancerFailed', 'CreatingLoadBalancerFailed']);
  if (trouble)
    return inProgress(`has no load balancer: ${shorten(trouble.message ?? '')}`, {
      condition: trouble.reason ?? 'SyncLoadBalancerFailed',
      hint: 'to run without one, set service_type: ClusterIP in influscope.yaml; queries then go through the API server',
    });
  return inProgress('is waiting for the load balancer', { condition: 'LoadBalancerPending' });
};

/** Name or address of the balancer; `null` while it has none. */
export function balancerAddress(service: Service): string | null {
  const ingress = service.status?.loadBalancer?.ingress?.[0];
  return ingress?.hostname ?? ingress?.ip ?? null;
}
