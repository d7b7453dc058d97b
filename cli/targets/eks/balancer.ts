import type { Aws } from '#cli/aws/aws.ts';
import { poll } from '#cli/aws/wait.ts';
import { NotReadyError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, step } from '#cli/output/events/events.ts';

export interface AwaitOptions {
  clock: () => number;
  signal: AbortSignal;
  limitMs?: number;
}

/** How far a load balancer is with its machines. */
interface Service {
  inService: number;
  all: number;
  /** What AWS says of the first that is not. */
  reason: string | null;
}

const LIMIT_MS = 8 * 60_000;

/** Waits until a balancer, classic or network, has a machine that it sends requests to. */
export async function* awaitInService(
  aws: Aws,
  address: string,
  { clock, signal, limitMs = LIMIT_MS }: AwaitOptions,
): AsyncGenerator<Event> {
  const waiting = step('in-service', 'Waiting until the load balancer finds the nodes well', clock);
  yield waiting.started;
  const limit = AbortSignal.timeout(limitMs);
  const within = AbortSignal.any([signal, limit]);
  const ask = await findBalancer(aws, address, within);
  if (ask === null) {
    yield waiting.done('AWS knows no such load balancer; its answer will tell');
    return;
  }
  let last = '';
  try {
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
    for await (const service of poll(ask, { signal: within, mostMs: 6_000, same })) {
      const { inService, all, reason } = service;
      if (inService > 0) {
        yield waiting.done(`The load balancer sends to ${inService} of ${all} nodes`);
        return;
      }
      const message =
        all === 0 ? 'it has no nodes yet' : `none of ${all} nodes${reason ? `: ${reason}` : ''}`;
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
    if (signal.aborted || !limit.aborted) throw error;
    throw new NotReadyError(`The load balancer ${address} finds no node well${last ? ` (${last})` : ''}`, {
      code: 'balancer_not_in_service',
      hint: 'influscope status, influscope logs api; a security group between balancer and nodes may be in the way',
      laggards: [address],
      cause: error,
    });
  }
}

type Ask = (signal: AbortSignal) => Promise<Service>;

/** By its name in the DNS: `null` when neither service knows it. */
async function findBalancer(aws: Aws, address: string, signal: AbortSignal): Promise<Ask | null> {
  return (await findClassic(aws, address, signal)) ?? (await findNetwork(aws, address, signal));
}

async function findClassic(aws: Aws, address: string, signal: AbortSignal): Promise<Ask | null> {
  const elb = await aws.elb();
  let Marker: string | undefined;
  do {
    const page = await elb.describeLoadBalancers({ Marker }, { abortSignal: signal });
    const found = page.LoadBalancerDescriptions?.find(({ DNSName }) => isSame(DNSName, address));
    if (found) {
      return async (within) => {
        const { InstanceStates = [] } = await elb.describeInstanceHealth(
          { LoadBalancerName: found.LoadBalancerName },
          { abortSignal: within },
        );
        const waiting = InstanceStates.find(({ State }) => State !== 'InService');
        return {
          inService: InstanceStates.filter(({ State }) => State === 'InService').length,
          all: InstanceStates.length,
          reason: waiting?.Description ?? null,
        };
      };
    }
    Marker = page.NextMarker;
  } while (Marker !== undefined && Marker !== '');
  return null;
}

async function findNetwork(aws: Aws, address: string, signal: AbortSignal): Promise<Ask | null> {
  const elbv2 = await aws.elbv2();
  let Marker: string | undefined;
  do {
    const page = await elbv2.describeLoadBalancers({ Marker }, { abortSignal: signal });
    const found = page.LoadBalancers?.find(({ DNSName }) => isSame(DNSName, address));
    if (found) {
      return async (within) => {
        const { TargetGroups = [] } = await elbv2.describeTargetGroups(
          { LoadBalancerArn: found.LoadBalancerArn },
          { abortSignal: within },
        );
        const answers = await Promise.all(
          TargetGroups.map(({ TargetGroupArn }) =>
            elbv2.describeTargetHealth({ TargetGroupArn }, { abortSignal: within }),
          ),
        );
        const targets = answers.flatMap(({ TargetHealthDescriptions = [] }) => TargetHealthDescriptions);
        const waiting = targets.find(({ TargetHealth }) => TargetHealth?.State !== 'healthy');
        return {
          inService: targets.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length,
          all: targets.length,
          reason: waiting?.TargetHealth?.Description ?? null,
        };
      };
    }
    Marker = page.NextMarker;
  } while (Marker !== undefined && Marker !== '');
  return null;
}

function isSame(name: string | undefined, address: string): boolean {
  return name?.toLowerCase().replace(/\.$/, '') === address.toLowerCase();
}
