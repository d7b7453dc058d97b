import { readFileSync } from 'node:fs';
import type { JsonClient } from '#scraper/sources/live/http/json-client.ts';
import { createJsonClient } from '#scraper/sources/live/http/json-client.ts';

/** A network that runs for tests, with what was seeded into it. */
export interface SeededNetwork<Account> {
  base: URL;
  accounts: readonly Account[];
}

/** `NAME_URL` and `NAME_TRUTH` of the environment; a text that says what is missing otherwise. */
export function seededNetwork<Account>(name: 'BLUESKY' | 'MASTODON'): SeededNetwork<Account> | string {
  const url = process.env[`${name}_URL`];
  const truth = process.env[`${name}_TRUTH`];
  if (!url || !truth) {
    if (process.env.REQUIRE_NETWORKS === '1') throw new Error(`${name}_URL and ${name}_TRUTH are required`);
    return `${name}_URL and ${name}_TRUTH are not set`;
  }
  const { accounts } = JSON.parse(readFileSync(truth, 'utf8')) as { accounts: Account[] };
  return { base: new URL(url), accounts };
}

/** A client for a server on this machine, without a limit of its own that would slow a test down. */
export function testClient(base: URL, authorization: string | null = null): JsonClient {
  return createJsonClient({
    base,
    userAgent: 'InfluScope/test (self-hosted)',
    authorization,
    concurrency: 8,
    perSecond: 1_000,
    resolveHost: async () => ['127.0.0.1'],
    timings: { baseMs: 50, maxMs: 2_000 },
  });
}
