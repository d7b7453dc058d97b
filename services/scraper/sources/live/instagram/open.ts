import type { ConfigOf } from '#runtime/config/variable.ts';
import { createJsonClient } from '../http/json-client.ts';
import type { LiveSource } from '../source.ts';
import type { SourceContext } from '../source-context.ts';
import type { INSTAGRAM_VARIABLES } from './config.ts';
import { createInstagramSource } from './instagram.ts';
import { judgeInstagram } from './judge.ts';

const PACE = { concurrency: 2, perSecond: 2 };

/** The token goes into a header: a URL may end up in the log of a proxy. */
export function open({ userAgent, config, now, spend, pace = PACE }: SourceContext): LiveSource {
  const { base, token, account } = config as ConfigOf<typeof INSTAGRAM_VARIABLES>;
  const client = createJsonClient({
    base,
    userAgent,
    authorization: token === null ? null : `Bearer ${token}`,
    judge: judgeInstagram,
    spend: (_request, signal) => spend('requests', 1, signal),
    ...pace,
  });
  return createInstagramSource({ client, account: account ?? '', now });
}
