import type { Aws } from '#cli/aws/aws.ts';
import { rootCauses, stackSteps } from '#cli/aws/stacks.ts';
import type { SweptAccount } from '#cli/aws/sweep/account.ts';
import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import type { SweepProgress } from '#cli/aws/sweep/sweep.ts';
import { sweep } from '#cli/aws/sweep/sweep.ts';
import type { Wave } from '#cli/aws/sweep/waves.ts';
import { InfluscopeError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, step } from '#cli/output/events/events.ts';
import type { EksReceipt } from './receipt.ts';

export interface SweepEventsOptions {
  id: 'loose-ends' | 'sweep';
  aws: Aws;
  account: SweptAccount;
  receipt: EksReceipt;
  waves: readonly Wave[];
  rounds: number;
  wanted: (resource: AwsResource) => boolean;
  clock: () => number;
  pause: (attempt: number, signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
}

const MESSAGES = {
  'loose-ends': 'Deleting the remaining resources in its network',
  sweep: 'Deleting the remaining resources',
} as const;

/** Runs a sweep, as events and in the receipt. No events if there is nothing to delete. */
export async function* sweepEvents({
  id,
  aws,
  receipt,
  ...options
}: SweepEventsOptions): AsyncGenerator<Event> {
  const sweeping = step(id, MESSAGES[id]);
  const working = sweep(options);
  let told = false;
  for (;;) {
    const { done, value } = await working.next();
    if (done) {
      for (const { resource, why } of value.left) if (resource.kind !== 'stack') receipt.stuck(resource, why);
      if (told) yield sweeping.done(`Deleted ${value.gone.length} resources, ${value.left.length} remain`);
      return;
    }
    if (!told) yield sweeping.started;
    told = true;
    const why = value.status === 'stuck' ? await explain(aws, value, options.signal) : value.message;
    if (value.status === 'gone') receipt.gone(value.resource);
    else if (value.status === 'stuck') receipt.stuck(value.resource, why);
    else receipt.seen([value.resource]);
    yield event({
      type: 'object',
      step: id,
      kind: value.resource.kind,
      name: value.resource.kind === 'stack' ? value.resource.name : value.resource.id,
      status: STATUS[value.status],
      message: why,
      condition: null,
    });
  }
}

const STATUS = { going: 'in-progress', gone: 'current', stuck: 'failed' } as const;

/** Why a stack stays is only in its events. */
async function explain(aws: Aws, { resource, message }: SweepProgress, signal: AbortSignal): Promise<string> {
  if (resource.kind !== 'stack' || resource.state !== 'DELETE_FAILED') return message;
  try {
    const causes = rootCauses((await stackSteps(aws, resource.id, { after: null, signal })) ?? []);
    return causes.map((cause) => `${cause.resource}: ${cause.reason ?? cause.status}`).join('; ') || message;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
    return message;
  }
}
