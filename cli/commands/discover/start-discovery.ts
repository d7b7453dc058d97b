import type { Context } from '#cli/context.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import type { DiscoveryBody, DiscoveryStatus } from '#contract/sources/discovery.ts';
import { DEFAULT_SOURCE } from '#contract/sources/source-plan.ts';

export interface DiscoveryRequest {
  topic: string | null;
  source?: string;
  limit?: number;
  seed?: readonly string[];
  minFollowers?: number;
  snowball?: number;
}

const START_TIMEOUT_MS = 30_000;

/** Starts a discovery in the instance, and returns without waiting for it. */
export function startDiscovery(
  client: InstanceClient,
  { topic, source = DEFAULT_SOURCE, limit, seed = [], minFollowers, snowball }: DiscoveryRequest,
  context: Pick<Context, 'deadline'>,
): Promise<DiscoveryStatus> {
  const body: DiscoveryBody = {
    source,
    ...(topic !== null && { topic }),
    ...(seed.length > 0 && { seeds: [...seed] }),
    ...(limit !== undefined && { limit }),
    ...(minFollowers !== undefined && { min_followers: minFollowers }),
    ...(snowball !== undefined && { snowball }),
  };
  return client.json<DiscoveryStatus>('admin', '/discoveries', 'Discovery', {
    method: 'POST',
    json: body,
    signal: context.deadline(START_TIMEOUT_MS),
  });
}
