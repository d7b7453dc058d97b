import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import { poll } from '#cli/aws/wait.ts';
import { NotReadyError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, step } from '#cli/output/events/events.ts';
import { startDeadline } from '#lib/async/deadline.ts';

export interface AwaitOptions {
  clock: () => number;
  signal: AbortSignal;
  limitMs?: number;
}

/** Health of the targets of a load balancer. */
interface TargetHealth {
  healthy: number;
  all: number;
  /** What AWS says about the first unhealthy one. */
  reason: string | null;
}

const LIMIT_MS = 8 * 60_000;

/** Waits until a load balancer, classic or network, has a healthy target. Throws a `NotReadyError` after the time limit. */
export async function* awaitInService(
  aws: Aws,
  address: string,
  { clock, signal, limitMs = LIMIT_MS }: AwaitOptions,
): AsyncGenerator<Event> {
  const waiting = step('in-service', 'Waiting until the load balancer has healthy targets', clock);
  yield waiting.started;
  using limit = startDeadline(limitMs, { signal });
  const ask = await findBalancer(aws, address, limit.signal);
  if (ask === null) {
    yield waiting.done('AWS has no load balancer with this address; checking the address itself');
    return;
  }
  let last = '';
  try {
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
    for await (const { healthy, all, reason } of poll(ask, { signal: limit.signal, maxMs: 6_000, same })) {
      if (healthy > 0) {
        yield waiting.done(`The load balancer has ${healthy} healthy targets of ${all}`);
        return;
      }
      const message =
        all === 0 ? 'it has no targets yet' : `0 of ${all} targets are healthy${reason ? `: ${reason}` : ''}`;
      if (message !== last)
        yield event({
          type: 'object',
          step: 'in-service',
          kind: 'LoadBalancer',
          name: address,
          status: 'in-progress',
          message,
          condition: null,
        });
      last = message;
    }
  } catch (error) {
    if (!limit.expired) throw error;
    throw new NotReadyError(
      `The load balancer ${address} has no healthy targets${last ? ` (${last})` : ''}`,
      {
        code: 'balancer_not_in_service',
        hint: { command: ['logs', 'api'] },
        laggards: [address],
        cause: error,
      },
    );
  }
}

type Ask = (signal: AbortSignal) => Promise<TargetHealth>;

/** By its DNS name; `null` when neither service has it. */
async function findBalancer(aws: Aws, address: string, signal: AbortSignal): Promise<Ask | null> {
  return (await findClassic(aws, address, signal)) ?? (await findNetwork(aws, address, signal));
}

async function findClassic(aws: Aws, address: string, signal: AbortSignal): Promise<Ask | null> {
  const { paginateDescribeLoadBalancers } = await import('@aws-sdk/client-elastic-load-balancing');
  const elb = await aws.elb();
  const pages = paginateDescribeLoadBalancers(paging(elb), {}, { abortSignal: signal });
  const all = await collectPages(pages, ({ LoadBalancerDescriptions }) => LoadBalancerDescriptions);
  const found = all.find(({ DNSName }) => isSame(DNSName, address));
  if (found === undefined) return null;
  return async (within) => {
    const { InstanceStates = [] } = await elb.describeInstanceHealth(
      { LoadBalancerName: found.LoadBalancerName },
      { abortSignal: within },
    );
    const unhealthy = InstanceStates.filter(({ State }) => State !== 'InService');
    return {
      healthy: InstanceStates.length - unhealthy.length,
      all: InstanceStates.length,
      reason: unhealthy[0]?.Description ?? null,
    };
  };
}

async function findNetwork(aws: Aws, address: string, signal: AbortSignal): Promise<Ask | null> {
  const { paginateDescribeLoadBalancers } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const elb = await aws.elbv2();
  const pages = paginateDescribeLoadBalancers(paging(elb), {}, { abortSignal: signal });
  const all = await collectPages(pages, ({ LoadBalancers }) => LoadBalancers);
  const found = all.find(({ DNSName }) => isSame(DNSName, address));
  if (found === undefined) return null;
  return async (within) => {
    const { TargetGroups = [] } = await elb.describeTargetGroups(
      { LoadBalancerArn: found.LoadBalancerArn },
      { abortSignal: within },
    );
    const answers = await Promise.all(
      TargetGroups.map(({ TargetGroupArn }) =>
        elb.describeTargetHealth({ TargetGroupArn }, { abortSignal: within }),
      ),
    );
    const targets = answers.flatMap(({ TargetHealthDescriptions = [] }) => TargetHealthDescriptions);
    const unhealthy = targets.filter(({ TargetHealth }) => TargetHealth?.State !== 'healthy');
    return {
      healthy: targets.length - unhealthy.length,
      all: targets.length,
      reason: unhealthy[0]?.TargetHealth?.Description ?? null,
    };
  };
}

function isSame(name: string | undefined, address: string): boolean {
  return name?.toLowerCase().replace(/\.$/, '') === address.toLowerCase();
}
