import type { JsonClient } from '../http/json-client.ts';
import { parseAnswer, parseItems } from '../parse-answer.ts';
import type { Step } from '../run-steps.ts';
import { runSteps } from '../run-steps.ts';
import type { Candidate, CandidatePage, DiscoverQuery } from '../source.ts';
import {
  ActorsPage,
  ActorView,
  PostsPage,
  PostView,
  StarterPackAnswer,
  StarterPacksPage,
} from './answers.ts';
import type { SeedReference } from './seed-reference.ts';
import { readSeed } from './seed-reference.ts';
import { hasOptedOut } from './to-reading.ts';

const PAGE = 100;
const POSTS_PAGE = 100;
/** Of each seed: more would drown what the topic finds. */
const STARTER_PACKS = 25;

/**
 * Finds accounts by words in profiles, by hashtags and words in posts, by starter packs about the topic, and by follows
 * and suggestions around seeds; a seed itself is found too. A way that the network refuses to strangers (403) is left out for this run.
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
  const actors = (method: string, query: Record<string, string>, via: Candidate['via']) => ({
    name: via === 'profile' ? 'profiles' : `${via}:${query.actor}`,
    ...(query.actor !== undefined && { seed: query.actor }),
    page: (cursor: string | undefined) => actorsPage(client, method, { ...query, cursor }, via, signal),
  });
  const steps: Step[] = [];
  if (topic !== null) {
    const tag = topic.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    steps.push(actors('app.bsky.actor.searchActors', { q: topic }, 'profile'));
    if (tag !== '') steps.push(postsStep(client, `#${tag}`, 'hashtag', signal));
    steps.push(postsStep(client, topic, 'post', signal));
    steps.push(starterPacksStep(client, topic, signal));
  }
  for (const seed of seeds) {
    const reference = readSeed(seed);
    if (reference.kind === 'account') {
      const { actor } = reference;
      steps.push(actors('app.bsky.graph.getSuggestedFollowsByActor', { actor }, 'suggestion'));
      steps.push(actors('app.bsky.graph.getFollows', { actor }, 'follow'));
    } else steps.push({ ...listStep(client, reference, signal), seed });
  }
  return steps;
}

async function actorsPage(
  client: JsonClient,
  method: string,
  query: Record<string, string | undefined>,
  via: Candidate['via'],
  signal: AbortSignal,
): Promise<CandidatePage> {
  const isPaged = via !== 'suggestion';
  const answer = await client.get(method, { signal, query: { ...query, ...(isPaged && { limit: PAGE }) } });
  const page = parseAnswer(ActorsPage, answer);
  const own = page.subject === undefined || query.cursor !== undefined ? [] : [page.subject];
  const list =
    page.actors ??
    (page.follows && [...own, ...page.follows]) ??
    page.suggestions ??
    page.items?.map(({ subject }) => subject) ??
    [];
  return { candidates: candidatesOf(list, via), cursor: (isPaged && page.cursor) || null };
}

function postsStep(client: JsonClient, q: string, via: 'hashtag' | 'post', signal: AbortSignal): Step {
  return {
    name: `posts:${via}`,
    async page(cursor) {
      const query = { q, sort: 'top', limit: POSTS_PAGE, cursor };
      const page = parseAnswer(PostsPage, await client.get('app.bsky.feed.searchPosts', { signal, query }));
      const candidates = parseItems(PostView, page.posts).flatMap((post) =>
        candidatesOf([post.author], via).map((one) => ({
          ...one,
          text: `${one.text}\n${post.record.text ?? ''}`,
        })),
      );
      return { candidates, cursor: page.cursor ?? null };
    },
  };
}

/** One request for the packs; their lists are read as pages of this step. */
function starterPacksStep(client: JsonClient, topic: string, signal: AbortSignal): Step {
  return {
    name: 'packs',
    async page(cursor) {
      const lists =
        cursor === undefined ? await packLists(client, topic, signal) : (JSON.parse(cursor) as string[]);
      const [list, ...others] = lists;
      if (list === undefined) return { candidates: [], cursor: null };
      const { candidates } = await actorsPage(client, 'app.bsky.graph.getList', { list }, 'list', signal);
      return { candidates, cursor: others.length === 0 ? null : JSON.stringify(others) };
    },
  };
}

/** The members of a list, or of the list of a starter pack. The cursor of a page names the list. */
function listStep(
  client: JsonClient,
  { kind, owner, key }: Exclude<SeedReference, { kind: 'account' }>,
  signal: AbortSignal,
): Step {
  return {
    name: `list:${owner}/${key}`,
    async page(cursor) {
      const [known, at] = cursor === undefined ? [] : (JSON.parse(cursor) as [string, string]);
      const list = known ?? (await listOf(client, kind, owner, key, signal));
      if (list === null) return { candidates: [], cursor: null };
      const page = await actorsPage(client, 'app.bsky.graph.getList', { list, cursor: at }, 'list', signal);
      return { ...page, cursor: page.cursor && JSON.stringify([list, page.cursor]) };
    },
  };
}

/** The URI of the list, by its owner's DID. */
async function listOf(
  client: JsonClient,
  kind: 'list' | 'pack',
  owner: string,
  key: string,
  signal: AbortSignal,
): Promise<string | null> {
  const did = owner.startsWith('did:') ? owner : await didOf(client, owner, signal);
  if (kind === 'list') return `at://${did}/app.bsky.graph.list/${key}`;
  const starterPack = `at://${did}/app.bsky.graph.starterpack/${key}`;
  const answer = await client.get('app.bsky.graph.getStarterPack', { signal, query: { starterPack } });
  return parseAnswer(StarterPackAnswer, answer).starterPack.record.list ?? null;
}

async function didOf(client: JsonClient, actor: string, signal: AbortSignal): Promise<string> {
  const answer = await client.get('app.bsky.actor.getProfile', { signal, query: { actor } });
  return parseAnswer(ActorView, answer).did;
}

async function packLists(client: JsonClient, topic: string, signal: AbortSignal): Promise<string[]> {
  const query = { q: topic, limit: STARTER_PACKS };
  const answer = await client.get('app.bsky.graph.searchStarterPacks', { signal, query });
  const { starterPacks } = parseAnswer(StarterPacksPage, answer);
  return starterPacks.flatMap(({ record }) => record?.list ?? []);
}

function candidatesOf(list: readonly unknown[], via: Candidate['via']): Candidate[] {
  return parseItems(ActorView, list)
    .filter((actor) => !hasOptedOut(actor))
    .map((actor) => ({
      id: actor.did,
      username: actor.handle,
      text: [actor.handle, actor.displayName, actor.description].filter(Boolean).join('\n'),
      followers: null,
      via,
    }));
}
