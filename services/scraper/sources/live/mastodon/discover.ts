import { htmlToText } from '#scraper/reading/fields/html-to-text.ts';
import type { JsonAnswer } from '../http/json-answer.ts';
import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import type { Step } from '../run-steps.ts';
import { runSteps } from '../run-steps.ts';
import type { Candidate, CandidatePage, DiscoverQuery } from '../source.ts';
import { Account, Accounts, SearchAnswer, Status, Statuses } from './answers.ts';
import { isDomain } from './domain.ts';
import type { Instances } from './instances.ts';
import { absenceOf, fullName } from './to-reading.ts';

const SEARCH_PAGE = 40;
const TIMELINE_PAGE = 40;
const DIRECTORY_PAGE = 80;
/** Pages of one hashtag on one instance. */
const MAX_TIMELINE_PAGES = 25;

/**
 * Finds accounts on each instance by words in names and texts, by who posts under the topic's hashtag, and by whom the
 * seeds follow; without a topic by the instance's directory too.
 */
export function discover(
  instances: Instances,
  query: DiscoverQuery,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<CandidatePage> {
  return runSteps(stepsOf(instances, query, signal), cursor);
}

function stepsOf(instances: Instances, { topic, seeds }: DiscoverQuery, signal: AbortSignal): Step[] {
  const steps: Step[] = [];
  for (const domain of instances.domains) {
    const client = instances.of(domain);
    const get = (path: string, query: Record<string, string | number | boolean | undefined>) =>
      client.get(path, { signal, query });
    if (topic !== null) {
      steps.push(searchStep(domain, topic, get));
      const tag = topic.replace(/[^\p{L}\p{N}_]+/gu, '');
      if (tag !== '') steps.push(hashtagStep(domain, tag, get));
    }
    if (topic === null && seeds.length === 0) steps.push(directoryStep(domain, get));
  }
  for (const seed of seeds) steps.push(...followsSteps(instances, seed, signal));
  return steps;
}

type Get = (
  path: string,
  query: Record<string, string | number | boolean | undefined>,
) => ReturnType<JsonClient['get']>;

function searchStep(domain: string, q: string, get: Get): Step {
  return {
    name: `search:${domain}`,
    async page(cursor) {
      const offset = Number(cursor ?? 0);
      const answer = await get('api/v2/search', { q, type: 'accounts', limit: SEARCH_PAGE, offset });
      const { accounts } = parseAnswer(SearchAnswer, answer);
      const isFull = accounts.length >= SEARCH_PAGE;
      return {
        candidates: candidatesOf(accounts, domain, 'profile'),
        cursor: isFull ? String(offset + accounts.length) : null,
      };
    },
  };
}

function hashtagStep(domain: string, tag: string, get: Get): Step {
  return {
    name: `tag:${domain}`,
    async page(cursor) {
      const [pages = 0, maxId] = cursor === undefined ? [] : (JSON.parse(cursor) as [number, string]);
      const path = `api/v1/timelines/tag/${encodeURIComponent(tag)}`;
      const answer = await get(path, { limit: TIMELINE_PAGE, max_id: maxId });
      const statuses = parseItems(Status, parseAnswer(Statuses, answer));
      const nextId = nextParameter(answer, 'max_id');
      const candidates = statuses.flatMap((status) =>
        candidatesOf([status.account], domain, 'hashtag').map((one) => ({
          ...one,
          text: `${one.text}\n${htmlToText(status.content ?? '')}`,
        })),
      );
      const isOver = nextId === null || nextId === maxId || pages + 1 >= MAX_TIMELINE_PAGES;
      return { candidates, cursor: isOver ? null : JSON.stringify([pages + 1, nextId]) };
    },
  };
}

function directoryStep(domain: string, get: Get): Step {
  return {
    name: `directory:${domain}`,
    async page(cursor) {
      const offset = Number(cursor ?? 0);
      const query = { order: 'active', local: true, limit: DIRECTORY_PAGE, offset };
      const accounts = parseAnswer(Accounts, await get('api/v1/directory', query));
      return {
        candidates: candidatesOf(accounts, domain, 'directory'),
        cursor: accounts.length === 0 ? null : String(offset + accounts.length),
      };
    },
  };
}

/** The home instance of a seed knows whom it follows. */
function followsSteps(instances: Instances, seed: string, signal: AbortSignal): Step[] {
  const [, name, domain = instances.domains[0]] = /^([^@]+)(?:@([^@/]+))?$/.exec(seed) ?? [];
  if (name === undefined || domain === undefined || !isDomain(domain.toLowerCase())) return [];
  const client = instances.of(domain);
  return [
    {
      name: `follows:${seed}`,
      seed,
      async page(cursor) {
        const [id, maxId] = cursor === undefined ? [] : (JSON.parse(cursor) as [string, string]);
        const query = { acct: name };
        const own =
          id === undefined
            ? parseAnswer(Account, await client.get('api/v1/accounts/lookup', { signal, query }))
            : null;
        const account = own?.id ?? id;
        const answer = await client.get(`api/v1/accounts/${account}/following`, {
          signal,
          query: { limit: DIRECTORY_PAGE, max_id: maxId },
        });
        const nextId = nextParameter(answer, 'max_id');
        return {
          candidates: candidatesOf([own ?? [], parseAnswer(Accounts, answer)].flat(), domain, 'follow'),
          cursor: nextId === null || nextId === maxId ? null : JSON.stringify([account, nextId]),
        };
      },
    },
  ];
}

function nextParameter(answer: JsonAnswer | null, name: string): string | null {
  if (answer?.next == null) return null;
  return new URL(answer.next, 'https://unused.invalid').searchParams.get(name);
}

function candidatesOf(list: readonly unknown[], domain: string, via: Candidate['via']): Candidate[] {
  return parseItems(Account, list)
    .filter((account) => absenceOf(account) === null)
    .map((account) => {
      const username = fullName(account, domain);
      return {
        id: username,
        username,
        text: [username, account.display_name, htmlToText(account.note ?? '')].filter(Boolean).join('\n'),
        followers: account.followers_count ?? null,
        via,
      };
    });
}
