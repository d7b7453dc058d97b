import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { askRun, followRun } from '../follow-run.ts';
import { checkLiveSource } from '../live-source.ts';
import { DISCOVERY } from './discovery-run.ts';
import { startDiscovery } from './start-discovery.ts';

export interface DiscoverOptions {
  source?: string;
  limit?: number;
  seed?: string[];
  minFollowers?: number;
  snowball?: number;
  resume?: string;
  stop?: string;
}

export const run: Run<DiscoverOptions> = async ({ args, options }, context) => {
  const topic = args.join(' ').trim();
  refuseUnclear(topic, options);
  checkLiveSource(options.source, [
    ...['discover', ...(topic === '' ? [] : [topic])],
    ...(options.seed ?? []).flatMap((seed) => ['--seed', seed]),
  ]);
  const sink = await context.output.events();
  const client = await context.client();
  if (options.stop !== undefined) {
    sink.emit(
      DISCOVERY.toEvent(await askRun(DISCOVERY, client, { id: options.stop, method: 'DELETE', context })),
    );
    return 0;
  }
  const started =
    options.resume === undefined
      ? await startDiscovery(client, { topic: topic === '' ? null : topic, ...options }, context)
      : await askRun(DISCOVERY, client, { id: options.resume, method: 'GET', context });
  await followRun(DISCOVERY, started, context, sink);
  return 0;
};

function refuseUnclear(topic: string, { seed = [], resume, stop }: DiscoverOptions): void {
  const id = resume ?? stop;
  if (id !== undefined && topic !== '') {
    throw new UserError('The topic of an existing discovery cannot be changed', {
      code: 'topic_with_id',
      hint: { command: ['discover', resume === undefined ? '--stop' : '--resume', id] },
    });
  }
  if (id !== undefined || topic !== '' || seed.length > 0) return;
  throw new UserError('A discovery needs a topic or a seed', {
    code: 'nothing_to_find',
    hint: { command: ['discover', 'vegan food'] },
  });
}
