import type { ConfigOf } from '#runtime/config/variable.ts';
import { PUBLIC_INTERNET } from '#scraper/fetch/address-rule.ts';
import { createJsonClient } from '../http/json-client.ts';
import type { LiveSource } from '../source.ts';
import type { SourceContext } from '../source-context.ts';
import type { MASTODON_VARIABLES } from './config.ts';
import { createInstances } from './instances.ts';
import { createMastodonSource } from './mastodon.ts';

/** The documented limit is 300 requests in 5 minutes: https://docs.joinmastodon.org/api/rate-limits/. */
const PACE = { concurrency: 2, perSecond: 4 };

export function open({ userAgent, config, now, spend }: SourceContext): LiveSource {
  const { instances, token } = config as ConfigOf<typeof MASTODON_VARIABLES>;
  const known = new Map(instances.map(({ domain, base }) => [domain, base]));
  const [first] = instances;
  const openClient = (domain: string) =>
    createJsonClient({
      base: known.get(domain) ?? new URL(`https://${domain}/`),
      // Only a setting may name a loopback address: other domains come from the answers of instances.
      ...(!known.has(domain) && { rule: PUBLIC_INTERNET }),
      userAgent,
      spend: (_request, signal) => spend('requests', 1, signal),
      // A token belongs to one instance and is never sent to another.
      authorization: token !== null && domain === first?.domain ? `Bearer ${token}` : null,
      ...PACE,
    });
  return createMastodonSource(createInstances([...known.keys()], openClient), now);
}
