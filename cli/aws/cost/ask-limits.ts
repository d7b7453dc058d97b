import type { Instance } from '@aws-sdk/client-ec2';
import type { Aws } from '../aws.ts';
import { AwsError } from '../errors.ts';
import type { ClusterPlan } from './cluster-plan.ts';
import type { LimitCheck, LimitName } from './limits.ts';
import { isStandardType, judgeLimits, LIMITS, neededOf } from './limits.ts';
import { orUnknown } from './or-unknown.ts';
import type { Existing } from './planned-costs.ts';
import type { PlatformPlan } from './platform-plan.ts';

export interface LimitsRequest {
  cluster: ClusterPlan;
  platform: PlatformPlan;
  existing: Existing;
  signal: AbortSignal;
}

/** What the plan would meet. Only what is needed is asked for; what AWS does not tell is unknown. */
export async function askLimits(aws: Aws, request: LimitsRequest): Promise<LimitCheck[]> {
  const { cluster, platform, existing, signal } = request;
  const vcpus = await orUnknown((within) => askVcpus(aws, cluster, within), signal);
  const needed = neededOf(cluster, {
    existing,
    balancers: platform.balancers.filter((type) => type === 'classic').length,
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

/** The account's own value, else what AWS gives everybody. */
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
    const client = await aws.ec2();
    const running = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
    return await sumPages(async (NextToken) => {
      const { Reservations = [], NextToken: next } = await client.describeInstances(
        { Filters: running, NextToken },
        { abortSignal: signal },
      );
      const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
      return { count: instances.reduce((sum, instance) => sum + standardVcpus(instance), 0), next };
    });
  },
  vpcs: async (aws, signal) => {
    const client = await aws.ec2();
    return await sumPages(async (NextToken) => {
      const { Vpcs = [], NextToken: next } = await client.describeVpcs(
        { NextToken },
        { abortSignal: signal },
      );
      return { count: Vpcs.length, next };
    });
  },
  internetGateways: async (aws, signal) => {
    const client = await aws.ec2();
    return await sumPages(async (NextToken) => {
      const { InternetGateways = [], NextToken: next } = await client.describeInternetGateways(
        { NextToken },
        { abortSignal: signal },
      );
      return { count: InternetGateways.length, next };
    });
  },
  addresses: async (aws, signal) => {
    const { Addresses = [] } = await (await aws.ec2()).describeAddresses({}, { abortSignal: signal });
    return Addresses.length;
  },
  balancers: async (aws, signal) => {
    const client = await aws.elb();
    return await sumPages(async (Marker) => {
      const { LoadBalancerDescriptions = [], NextMarker: next } = await client.describeLoadBalancers(
        { Marker },
        { abortSignal: signal },
      );
      return { count: LoadBalancerDescriptions.length, next };
    });
  },
  clusters: async (aws, signal) => {
    const client = await aws.eks();
    return await sumPages(async (nextToken) => {
      const { clusters = [], nextToken: next } = await client.listClusters(
        { nextToken },
        { abortSignal: signal },
      );
      return { count: clusters.length, next };
    });
  },
};

function standardVcpus({ InstanceType = 't3.small', InstanceLifecycle, CpuOptions }: Instance): number {
  if (InstanceLifecycle === 'spot' || !isStandardType(InstanceType)) return 0;
  return (CpuOptions?.CoreCount ?? 1) * (CpuOptions?.ThreadsPerCore ?? 1);
}

async function sumPages(
  page: (token: string | undefined) => Promise<{ count: number; next: string | undefined }>,
): Promise<number> {
  let total = 0;
  let token: string | undefined;
  do {
    const { count, next } = await page(token);
    total += count;
    token = next || undefined;
  } while (token !== undefined);
  return total;
}
