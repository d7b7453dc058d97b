import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import { isNotFound } from '#cli/aws/errors.ts';
import type { AwsResource } from '../resource.ts';
import { newResource, readTags } from '../resource.ts';

/** Maximum balancers per request for tags. */
const TAGS_AT_ONCE = 20;

/** Every classic load balancer of the region, with its tags. */
export async function listClassicBalancers(aws: Aws, signal: AbortSignal): Promise<AwsResource[]> {
  const sdk = await import('@aws-sdk/client-elastic-load-balancing');
  const elb = await aws.elb();
  const balancers = await collectPages(
    sdk.paginateDescribeLoadBalancers(paging(elb, 400), {}, { abortSignal: signal }),
    ({ LoadBalancerDescriptions }) => LoadBalancerDescriptions,
  );
  const names = balancers.map(({ LoadBalancerName = '' }) => LoadBalancerName);
  const tags = await tagsOf(names, async (some) => {
    const { TagDescriptions = [] } = await elb.describeTags(
      { LoadBalancerNames: some },
      { abortSignal: signal },
    );
    return TagDescriptions.map(({ LoadBalancerName = '', Tags }) => [LoadBalancerName, readTags(Tags)]);
  });
  return balancers.map(({ LoadBalancerName: id = '', CreatedTime }) =>
    newResource({
      kind: 'classic-balancer',
      id,
      region: aws.region,
      tags: tags.get(id) ?? {},
      state: 'active',
      createdAt: CreatedTime?.getTime() ?? null,
    }),
  );
}

/** Every application and network load balancer of the region, with its tags. */
export async function listBalancers(aws: Aws, signal: AbortSignal): Promise<AwsResource[]> {
  const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const elb = await aws.elbv2();
  const balancers = await collectPages(
    sdk.paginateDescribeLoadBalancers(paging(elb, 400), {}, { abortSignal: signal }),
    ({ LoadBalancers }) => LoadBalancers,
  );
  const tags = await tagsOfArns(
    aws,
    balancers.map(({ LoadBalancerArn = '' }) => LoadBalancerArn),
    signal,
  );
  return balancers.map(({ LoadBalancerArn: id = '', LoadBalancerName, State, Type, CreatedTime }) =>
    newResource({
      kind: 'balancer',
      id,
      name: LoadBalancerName ?? id,
      region: aws.region,
      tags: tags.get(id) ?? {},
      state: State?.Code ?? 'active',
      type: Type ?? null,
      createdAt: CreatedTime?.getTime() ?? null,
    }),
  );
}

export async function listTargetGroups(aws: Aws, signal: AbortSignal): Promise<AwsResource[]> {
  const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const elb = await aws.elbv2();
  const groups = await collectPages(
    sdk.paginateDescribeTargetGroups(paging(elb, 400), {}, { abortSignal: signal }),
    ({ TargetGroups }) => TargetGroups,
  );
  const tags = await tagsOfArns(
    aws,
    groups.map(({ TargetGroupArn = '' }) => TargetGroupArn),
    signal,
  );
  return groups.map(({ TargetGroupArn: id = '', TargetGroupName, LoadBalancerArns = [] }) =>
    newResource({
      kind: 'target-group',
      id,
      name: TargetGroupName ?? id,
      region: aws.region,
      tags: tags.get(id) ?? {},
      state: LoadBalancerArns.length > 0 ? 'in-use' : 'available',
    }),
  );
}

async function tagsOfArns(aws: Aws, arns: readonly string[], signal: AbortSignal) {
  const elb = await aws.elbv2();
  return tagsOf(arns, async (some) => {
    const { TagDescriptions = [] } = await elb.describeTags({ ResourceArns: some }, { abortSignal: signal });
    return TagDescriptions.map(({ ResourceArn = '', Tags }) => [ResourceArn, readTags(Tags)]);
  });
}

type Tagged = [id: string, tags: Record<string, string>];

/** A balancer that was just deleted fails the request for the whole batch. The batch is then requested one by one. */
async function tagsOf(
  ids: readonly string[],
  ask: (some: string[]) => Promise<Tagged[]>,
): Promise<Map<string, Record<string, string>>> {
  const found = new Map<string, Record<string, string>>();
  for (let at = 0; at < ids.length; at += TAGS_AT_ONCE) {
    const some = ids.slice(at, at + TAGS_AT_ONCE);
    for (const [id, tags] of await askWithout(some, ask)) found.set(id, tags);
  }
  return found;
}

async function askWithout(some: string[], ask: (some: string[]) => Promise<Tagged[]>): Promise<Tagged[]> {
  try {
    return await ask(some);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (some.length === 1) return [];
    const each: Tagged[] = [];
    for (const one of some) each.push(...(await askWithout([one], ask)));
    return each;
  }
}
