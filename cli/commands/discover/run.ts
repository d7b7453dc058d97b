import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import type { DiscoveryStatus } from '#contract/discovery.ts';
import { discoveryEvent, followDiscovery } from './follow-discovery.ts';
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

const ASK_TIMEOUT_MS = 30_000;

export const run: Run<DiscoverOptions> = async ({ args, options }, context) => {
  const topic = args.join(' ').trim();
  refuseUnclear(topic, options);
  const sink = await context.output.events();
  const client = await context.client();
  if (options.stop !== undefined) {
    sink.emit(discoveryEvent(await ask(client, options.stop, 'DELETE', context)));
    return 0;
  }
  const started =
    options.resume === undefined
      ? await startDiscovery(client, { topic: topic === '' ? null : topic, ...options }, context)
      : await ask(client, options.resume, 'GET', context);
  await followDiscovery(started, context, sink);
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

function ask(
  client: InstanceClient,
  id: string,
  method: 'GET' | 'DELETE',
  context: Context,
): Promise<DiscoveryStatus> {
  const path = `/discoveries/${encodeURIComponent(id)}`;
  const signal = context.deadline(ASK_TIMEOUT_MS);
  return client.json<DiscoveryStatus>('admin', path, 'Discovery', { method, signal });
}
