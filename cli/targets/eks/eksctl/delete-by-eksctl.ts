import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import { InfluscopeError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step, warning } from '#cli/output/events/events.ts';
import type { TeardownParts } from '../teardown/teardown-parts.ts';
import { runEksctl } from './eksctl.ts';
import { explainEksctl } from './explain-eksctl.ts';

/** As eksctl takes it; it has no end of its own otherwise. */
const WAIT = '40m';

/**
 * Has eksctl delete the cluster, which knows best what it made. Where it is missing, gives up or breaks, that is said and
 * no more: the sweep that follows deletes the same stacks.
 */
export async function* deleteByEksctl(parts: TeardownParts, signal: AbortSignal): AsyncGenerator<Event> {
  const { name, region } = parts.account.cluster;
  const deleting = step('eksctl', `Deleting the cluster "${name}" with eksctl`);
  yield deleting.started;
  const words = ['delete', 'cluster', '--name', name, '--region', region, '--wait', '--timeout', WAIT];
  let why: string;
  try {
    // Nothing is left in it that would have to move elsewhere.
    const args = [...words, '--disable-nodegroup-eviction'];
    const end = yield* runEksctl(parts.eksctl, { args, step: 'eksctl', signal });
    signal.throwIfAborted();
    if (end.code === 0) {
      yield deleting.done(`eksctl has deleted the cluster "${name}"`);
      return;
    }
    why = explainEksctl(end).message;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
    why = error.message;
  }
  yield warning('eksctl_failed', `${why}; its stacks are deleted directly`);
  yield deleting.done('eksctl has ended');
}
