import { isFatal } from '#cli/aws/sweep/list-kinds.ts';
import { InfluscopeError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step, warning } from '#cli/output/events/events.ts';
import type { TeardownParts } from '../teardown/teardown-parts.ts';
import { runEksctl } from './eksctl.ts';
import { explainEksctl } from './explain-eksctl.ts';

/** Without it eksctl has no time limit. */
const WAIT = '40m';

/**
 * Deletes the cluster with eksctl, which knows best what it created. If eksctl is missing or fails, that is a warning: the sweep
 * deletes the same stacks afterwards.
 */
export async function* deleteByEksctl(parts: TeardownParts, signal: AbortSignal): AsyncGenerator<Event> {
  const { name, region } = parts.account.cluster;
  const deleting = step('eksctl', `Deleting the cluster "${name}" with eksctl`);
  yield deleting.started;
  const words = ['delete', 'cluster', '--name', name, '--region', region, '--wait', '--timeout', WAIT];
  let why: string;
  try {
    // No workload is left to evict.
    const args = [...words, '--disable-nodegroup-eviction'];
    const end = yield* runEksctl(parts.eksctl, { args, step: 'eksctl', signal });
    signal.throwIfAborted();
    if (end.code === 0) {
      yield deleting.done(`Deleted the cluster "${name}" with eksctl`);
      return;
    }
    why = explainEksctl(end).message;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
    why = error.message;
  }
  yield warning('eksctl_failed', `${why}. Deleting its stacks directly`);
  yield deleting.done('eksctl ended');
}
