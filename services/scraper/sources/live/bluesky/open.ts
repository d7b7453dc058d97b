import type { ConfigOf } from '#runtime/config/variable.ts';
import { createJsonClient } from '../http/json-client.ts';
import type { LiveSource } from '../source.ts';
import type { SourceContext } from '../source-context.ts';
import { createBlueskySource } from './bluesky.ts';
import type { BLUESKY_VARIABLES } from './config.ts';

/** The documented limit of an address is 3,000 requests in 5 minutes. */
const PACE = { concurrency: 4, perSecond: 10 };

export function open({ userAgent, config, now, spend }: SourceContext): LiveSource {
  const { base } = config as ConfigOf<typeof BLUESKY_VARIABLES>;
  const client = createJsonClient({
    base: new URL('xrpc/', base.href.endsWith('/') ? base : `${base.href}/`),
    userAgent,
    authorization: null,
    spend: (_request, signal) => spend('requests', 1, signal),
    ...PACE,
  });
  return createBlueskySource(client, now);
}
