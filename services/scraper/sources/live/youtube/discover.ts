import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import type { Step } from '../run-steps.ts';
import { runSteps } from '../run-steps.ts';
import type { Candidate, CandidatePage, DiscoverQuery } from '../source.ts';
import { SourceFault } from '../source-fault.ts';
import { ChannelSection, ListPage, SearchResult, Subscription } from './answers.ts';
import { isChannelId, resolveChannelId } from './channel-id.ts';

const PAGE = 50;
/** Searches of one discovery for each kind of result: a day has 100. */
const MAX_SEARCHES = 5;
/** Of the channels that one seed subscribes to. */
const MAX_SUBSCRIPTION_PAGES = 10;

/**
 * Finds channels by words in their name and text, by who publishes videos on the topic, and by the channels that the
 * seeds feature and subscribe to.
 */
export function discover(
  client: JsonClient,
  query: DiscoverQuery,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<CandidatePage> {
  return runSteps(stepsOf(client, query, signal), cursor);
}

function stepsOf(client: JsonClient, { topic, seeds }: DiscoverQuery, signal: AbortSignal): Step[] {
  const steps: Step[] = [];
  if (topic !== null) {
    steps.push(searchStep(client, topic, 'channel', signal), searchStep(client, topic, 'video', signal));
  }
  for (const seed of seeds) {
    steps.push(featuredStep(client, seed, signal), subscriptionsStep(client, seed, signal));
  }
  return steps;
}

function searchStep(client: JsonClient, q: string, type: 'channel' | 'video', signal: AbortSignal): Step {
  return {
    name: `search:${type}`,
    async page(cursor) {
      const { pages, token } = readCursor(cursor);
      const query = { part: 'snippet', type, q, maxResults: PAGE, pageToken: token };
      const page = parseAnswer(ListPage, await client.get('search', { signal, query }));
      const via = type === 'channel' ? 'profile' : 'post';
      const candidates = parseItems(SearchResult, page.items ?? []).flatMap(({ snippet }) => {
        const text = [snippet.channelTitle, snippet.title, snippet.description].filter(Boolean).join('\n');
        return candidateOf(snippet.channelId, snippet.channelTitle, text, via);
      });
      return { candidates, cursor: nextCursor(page.nextPageToken, token, pages + 1, MAX_SEARCHES) };
    },
  };
}

function featuredStep(client: JsonClient, seed: string, signal: AbortSignal): Step {
  return {
    name: `featured:${seed}`,
    async page() {
      const channelId = await needChannelId(client, seed, signal);
      const query = { part: 'contentDetails', channelId };
      const page = parseAnswer(ListPage, await client.get('channelSections', { signal, query }));
      const ids = parseItems(ChannelSection, page.items ?? []).flatMap(
        ({ contentDetails }) => contentDetails.channels,
      );
      return {
        candidates: [...new Set(ids)].flatMap((id) => candidateOf(id, undefined, '', 'list')),
        cursor: null,
      };
    },
  };
}

/** Most channels keep their subscriptions private: that is a 403, and the step ends. */
function subscriptionsStep(client: JsonClient, seed: string, signal: AbortSignal): Step {
  return {
    name: `subscriptions:${seed}`,
    async page(cursor) {
      const { pages, token, channelId = await needChannelId(client, seed, signal) } = readCursor(cursor);
      const query = { part: 'snippet', channelId, maxResults: PAGE, pageToken: token };
      const page = parseAnswer(ListPage, await client.get('subscriptions', { signal, query }));
      const candidates = parseItems(Subscription, page.items ?? []).flatMap(({ snippet }) => {
        const text = [snippet.title, snippet.description].filter(Boolean).join('\n');
        return candidateOf(snippet.resourceId.channelId, snippet.title, text, 'follow');
      });
      const next = nextCursor(page.nextPageToken, token, pages + 1, MAX_SUBSCRIPTION_PAGES, channelId);
      return { candidates, cursor: next };
    },
  };
}

async function needChannelId(client: JsonClient, seed: string, signal: AbortSignal): Promise<string> {
  const id = await resolveChannelId(client, seed, signal);
  if (id === null) throw new SourceFault('gone', 'no such channel');
  return id;
}

interface Cursor {
  pages: number;
  token?: string | undefined;
  channelId?: string | undefined;
}

function readCursor(cursor: string | undefined): Cursor {
  return cursor === undefined ? { pages: 0 } : (JSON.parse(cursor) as Cursor);
}

/** A page without items may have a next one. */
function nextCursor(
  next: string | undefined,
  token: string | undefined,
  pages: number,
  maxPages: number,
  channelId?: string,
): string | null {
  if (next === undefined || next === token || pages >= maxPages) return null;
  return JSON.stringify({ pages, token: next, channelId } satisfies Cursor);
}

function candidateOf(id: string, name: string | undefined, text: string, via: Candidate['via']): Candidate[] {
  return isChannelId(id) ? [{ id, username: name ?? id, text, followers: null, via }] : [];
}
