import type { Instance } from '@aws-sdk/client-ec2';
import type { Aws } from '../aws.ts';
import { collectPages, paging } from '../collect-pages.ts';
import { AwsError } from '../errors.ts';
import type { ClusterPlan } from './cluster-plan.ts';
import type { InstancePlan } from './instance-plan.ts';
import type { LimitCheck, LimitName } from './limits.ts';
import { isStandardType, judgeLimits, LIMITS, neededOf } from './limits.ts';
import { orUnknown } from './or-unknown.ts';
import type { Existing } from './planned-costs.ts';

export interface LimitsRequest {
  cluster: ClusterPlan;
  instance: InstancePlan;
  existing: Existing;
  signal: AbortSignal;
}

/** Account limits that apply to the plan. Only those are requested; a limit without an answer is unknown. */
export async function askLimits(aws: Aws, request: LimitsRequest): Promise<LimitCheck[]> {
  const { cluster, instance, existing, signal } = request;
  const vcpus = await orUnknown((within) => askVcpus(aws, cluster, within), signal);
  const needed = neededOf(cluster, {
    existing,
    balancers: instance.balancers.filter((type) => type === 'classic').length,
    vcpus: vcpus ?? new Map(),
  });
  const names = (Object.keys(LIMITS) as LimitName[]).filter((name) => needed[name] > 0);
  const unknown = Object.fromEntries(Object.keys(LIMITS).map((name) => [name, null])) as Record<
    LimitName,
    null
  >;
  const collect = async (ask: (name: LimitName, within: AbortSignal) => Promise<number | null>) =>
    Object.fromEntries(
      await Promise.all(
        names.map(async (name) => [name, await orUnknown((within) => ask(name, within), signal)] as const),
      ),
    ) as Record<LimitName, number | null>;
  const [used, allowed] = await Promise.all([
    collect((name, within) => USED[name](aws, within)),
    collect((name, within) => askAllowed(aws, name, within)),
  ]);
  return judgeLimits(needed, { ...unknown, ...used }, { ...unknown, ...allowed }, aws.region);
}

/** vCPUs of each instance type of the plan. */
async function askVcpus(
  aws: Aws,
  { nodeGroups }: ClusterPlan,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const types = [...new Set(nodeGroups.flatMap(({ instanceType }) => instanceType ?? []))];
  if (types.length === 0) return new Map();
  const { InstanceTypes = [] } = await (await aws.ec2()).describeInstanceTypes(
    { InstanceTypes: types as never[] },
    { abortSignal: signal },
  );
  return new Map(
    InstanceTypes.map(({ InstanceType = '', VCpuInfo }) => [InstanceType, VCpuInfo?.DefaultVCpus ?? 0]),
  );
}

/** The account's own value, otherwise the default of AWS. */
async function askAllowed(aws: Aws, name: LimitName, signal: AbortSignal): Promise<number | null> {
  const { service: ServiceCode, code: QuotaCode } = LIMITS[name];
  const client = await aws.quotas();
  const asked = { ServiceCode, QuotaCode };
  const { Quota } = await client.getServiceQuota(asked, { abortSignal: signal }).catch((error: unknown) => {
    if (error instanceof AwsError && error.awsCode === 'NoSuchResourceException')
      return client.getAWSDefaultServiceQuota(asked, { abortSignal: signal });
    throw error;
  });
  return Quota?.Value ?? null;
}

const USED: Readonly<Record<LimitName, (aws: Aws, signal: AbortSignal) => Promise<number>>> = {
  vcpus: async (aws, signal) => {
    const { paginateDescribeInstances } = await import('@aws-sdk/client-ec2');
    const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
    const pages = paginateDescribeInstances(paging(await aws.ec2()), { Filters }, { abortSignal: signal });
    const reservations = await collectPages(pages, ({ Reservations }) => Reservations);
    const instances = reservations.flatMap(({ Instances = [] }) => Instances);
    return instances.reduce((sum, instance) => sum + standardVcpus(instance), 0);
  },
  vpcs: async (aws, signal) => {
    const { paginateDescribeVpcs } = await import('@aws-sdk/client-ec2');
    const pages = paginateDescribeVpcs(paging(await aws.ec2()), {}, { abortSignal: signal });
    return (await collectPages(pages, ({ Vpcs }) => Vpcs)).length;
  },
  internetGateways: async (aws, signal) => {
    const { paginateDescribeInternetGateways } = await import('@aws-sdk/client-ec2');
    const pages = paginateDescribeInternetGateways(paging(await aws.ec2()), {}, { abortSignal: signal });
    return (await collectPages(pages, ({ InternetGateways }) => InternetGateways)).length;
  },
  addresses: async (aws, signal) => {
    const { Addresses = [] } = await (await aws.ec2()).describeAddresses({}, { abortSignal: signal });
    return Addresses.length;
  },
  balancers: async (aws, signal) => {
    const { paginateDescribeLoadBalancers } = await import('@aws-sdk/client-elastic-load-balancing');
    const pages = paginateDescribeLoadBalancers(paging(await aws.elb()), {}, { abortSignal: signal });
    return (await collectPages(pages, ({ LoadBalancerDescriptions }) => LoadBalancerDescriptions)).length;
  },
  clusters: async (aws, signal) => {
    const { paginateListClusters } = await import('@aws-sdk/client-eks');
    const pages = paginateListClusters(paging(await aws.eks()), {}, { abortSignal: signal });
    return (await collectPages(pages, ({ clusters }) => clusters)).length;
  },
};

function standardVcpus({ InstanceType = 't3.small', InstanceLifecycle, CpuOptions }: Instance): number {
  if (InstanceLifecycle === 'spot' || !isStandardType(InstanceType)) return 0;
  return (CpuOptions?.CoreCount ?? 1) * (CpuOptions?.ThreadsPerCore ?? 1);
}
