import type { ConfigOf } from '#runtime/config/variable.ts';
import { createJsonClient } from '../http/json-client.ts';
import type { LiveSource } from '../source.ts';
import type { SourceContext } from '../source-context.ts';
import type { GITHUB_VARIABLES } from './config.ts';
import { createGitHubSource } from './github.ts';
import { judgeGitHub } from './judge.ts';

/**
 * Below the secondary limits of 100 requests at once and 900 points a minute, and one search at a time:
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api.
 */
const CORE_PACE = { concurrency: 4, perSecond: 10 };
const searchPace = (hasToken: boolean) => ({ concurrency: 1, perSecond: (hasToken ? 30 : 10) / 60 });

/** Of accounts that were read lately: an answer that has not changed costs nothing of the limit. */
const REMEMBERED_ANSWERS = 2_000;

export function open({ userAgent, config, now, spend, pace }: SourceContext): LiveSource {
  const { base, token } = config as ConfigOf<typeof GITHUB_VARIABLES>;
  const shared = {
    base,
    userAgent,
    authorization: token === null ? null : `Bearer ${token}`,
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    judge: judgeGitHub,
    spend: (_request: unknown, signal: AbortSignal) => spend('requests', 1, signal),
  };
  const clients = {
    core: createJsonClient({ ...shared, ...(pace ?? CORE_PACE), remembers: REMEMBERED_ANSWERS }),
    search: createJsonClient({ ...shared, ...(pace ?? searchPace(token !== null)) }),
  };
  return createGitHubSource(clients, now);
}
