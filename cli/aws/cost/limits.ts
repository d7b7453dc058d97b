import type { ClusterPlan, NodeGroupPlan } from './cluster-plan.ts';

/** Account limits per region that apply to a cluster. */
export const LIMITS = {
  vcpus: { what: 'vCPUs of on-demand standard instances', service: 'ec2', code: 'L-1216C47A' },
  vpcs: { what: 'VPCs', service: 'vpc', code: 'L-F678F1CE' },
  internetGateways: { what: 'internet gateways', service: 'vpc', code: 'L-A4707A72' },
  addresses: { what: 'Elastic IP addresses', service: 'ec2', code: 'L-0263D0A3' },
  balancers: { what: 'classic load balancers', service: 'elasticloadbalancing', code: 'L-E9E9831D' },
  clusters: { what: 'EKS clusters', service: 'eks', code: 'L-1194D53C' },
} as const;
export type LimitName = keyof typeof LIMITS;

/** One limit: what is used, what `up` adds, what is allowed; `null` if unknown. */
export interface LimitCheck {
  name: LimitName;
  what: string;
  used: number | null;
  needed: number;
  allowed: number | null;
  /** `null` if unknown. */
  fits: boolean | null;
  /** The command that requests an increase; `null` if none is needed. */
  raise: string | null;
}

/** Letters of the instance families that the standard vCPU limit counts. */
const STANDARD_FAMILIES = /^(?:a|c|d|h|i|m|r|t|z)\d/;

/** Whether an instance type counts against the standard vCPU limit. */
export function isStandardType(type: string): boolean {
  return STANDARD_FAMILIES.test(type);
}

/**
 * What a plan needs of each limit. `vcpus` gives the vCPUs of an instance type. `existing` resources are not counted.
 */
export function neededOf(
  { makesVpc, natGateways, nodeGroups }: ClusterPlan,
  {
    existing,
    balancers,
    vcpus,
  }: {
    existing: { cluster: boolean; nodeGroups: readonly string[]; balancer: boolean };
    balancers: number;
    vcpus: ReadonlyMap<string, number>;
  },
): Record<LimitName, number> {
  const fresh = existing.cluster ? 0 : 1;
  const cores = ({ instanceType, spot, count }: NodeGroupPlan) =>
    instanceType === null || spot || !isStandardType(instanceType)
      ? 0
      : count * (vcpus.get(instanceType) ?? 0);
  return {
    vcpus: nodeGroups
      .filter(({ name }) => !existing.nodeGroups.includes(name))
      .reduce((sum, group) => sum + cores(group), 0),
    vpcs: makesVpc ? fresh : 0,
    internetGateways: makesVpc ? fresh : 0,
    addresses: natGateways * fresh,
    balancers: existing.balancer ? 0 : balancers,
    clusters: fresh,
  };
}

/** Compares the needs with the rest of each limit. Limits without a need are left out. */
export function judgeLimits(
  needed: Readonly<Record<LimitName, number>>,
  used: Readonly<Record<LimitName, number | null>>,
  allowed: Readonly<Record<LimitName, number | null>>,
  region: string,
): LimitCheck[] {
  return (Object.keys(LIMITS) as LimitName[])
    .filter((name) => needed[name] > 0)
    .map((name) => {
      const { what, service, code } = LIMITS[name];
      const limit = allowed[name];
      // The need alone can exceed the limit, whatever is used.
      const known = used[name] !== null || (limit !== null && needed[name] > limit);
      const sum = (used[name] ?? 0) + needed[name];
      const fits = limit === null || !known ? null : sum <= limit;
      const raise =
        fits === false
          ? `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${code} --desired-value ${sum}`
          : null;
      return { name, what, used: used[name], needed: needed[name], allowed: limit, fits, raise };
    });
}
