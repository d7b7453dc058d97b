import type { ConfigOf } from '#runtime/config/variable.ts';
import { createJsonClient } from '../http/json-client.ts';
import type { LiveSource } from '../source.ts';
import type { SourceContext } from '../source-context.ts';
import type { YOUTUBE_VARIABLES } from './config.ts';
import { costOf } from './config.ts';
import { judgeYouTube } from './judge.ts';
import { createYouTubeSource } from './youtube.ts';

const PACE = { concurrency: 4, perSecond: 10 };

/** The key goes into a header: a URL may end up in the log of a proxy. */
export function open({ userAgent, config, now, spend, pace = PACE }: SourceContext): LiveSource {
  const { base, key } = config as ConfigOf<typeof YOUTUBE_VARIABLES>;
  const client = createJsonClient({
    base,
    userAgent,
    authorization: null,
    ...(key !== null && { headers: { 'x-goog-api-key': key } }),
    judge: judgeYouTube,
    spend: ({ path }, signal) => {
      const { budget, cost } = costOf(path);
      return spend(budget, cost, signal);
    },
    ...pace,
  });
  return createYouTubeSource(client, now);
}
