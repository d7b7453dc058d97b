import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import { Channel, ListPage } from './answers.ts';

export function isChannelId(text: string): boolean {
  return /^UC[\w-]{22}$/.test(text);
}

/** The id of a channel that is named by its id or its handle; `null` when there is none. A handle costs one unit. */
export async function resolveChannelId(
  client: JsonClient,
  name: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (isChannelId(name)) return name;
  const query = { part: 'snippet', forHandle: name };
  const page = parseAnswer(ListPage, await client.get('channels', { signal, query }));
  const [channel] = parseItems(Channel, page.items ?? []);
  return channel?.id ?? null;
}
