import { join } from 'node:path';
import { NotReadyError } from '../../errors.ts';
import type { Event } from '../../output/events.ts';
import { step } from '../../output/events.ts';
import { acquireLock } from '../local/lock.ts';
import type { DownOptions } from '../target.ts';
import type { Eks } from './eks-target.ts';
import { runEksctl } from './eksctl.ts';
import { explainEksctl } from './explain-eksctl.ts';
import { forgetEksState } from './state.ts';

/** The platform, then its cluster. */
export async function* bringDown(eks: Eks, request: DownOptions): AsyncGenerator<Event> {
  using _lock = yield* acquireLock(join(eks.folder, 'lock'), request.signal);
  const aws = await eks.aws();
  try {
    yield* (await eks.kubernetes(request.signal)).down(request);
  } catch (error) {
    if (!(error instanceof NotReadyError) || error.code !== 'platform_absent') throw error;
  }
  const removing = step('cluster', 'Deleting the cluster', eks.clock);
  yield removing.started;
  const end = yield* runEksctl(eks, {
    args: [
      'delete',
      'cluster',
      '--name',
      eks.name,
      '--region',
      aws.region,
      '--wait',
      '--disable-nodegroup-eviction',
    ],
    step: 'cluster',
    signal: request.signal,
  });
  request.signal.throwIfAborted();
  if (end.code !== 0) throw explainEksctl(end);
  forgetEksState(join(eks.folder, 'target.json'));
  yield removing.done('The cluster is deleted');
}
