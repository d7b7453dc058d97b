// Long: one process that replaces all services, whose answers share one state.
/**
 * Replaces `services/main all`: the same start protocol and the same addresses, over an import that takes any
 * line and a search that finds what was asked for. `fake.json` beside the admin token says how it misbehaves.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Hint } from '#contract/hint/hint.ts';
import { isChallenge, proveIdentity } from '#contract/identity-proof.ts';
import type { Profile } from '#domain/profile.ts';
import { aProfile } from './profile.ts';

interface Behaviour {
  /** The notice sent instead of `ready`. */
  fail?: { code: string; message: string; hint: Hint };
  /** Ends with this on stderr and no notice. */
  die?: string;
  /** Never says that it serves. */
  mute?: boolean;
  /** Takes no notice of SIGTERM. */
  deaf?: boolean;
  laggards?: string[];
  /** The laggards stay until this is done. */
  hint?: Hint;
  /** Reads an import without ever answering. */
  endlessImport?: boolean;
  /** Reports one progress of a reindex, and no end. */
  endlessReindex?: boolean;
  /** Ids of dead letters in `profile-events`. */
  dead?: string[];
  /** Profiles in the index; 42 by default. */
  documents?: number;
  /** How a discovery is at each question after its start; the last one stays. */
  discovery?: object[];
}

const MEANING = { query: '', sort: 'relevance', notes: [] };
const STATS = {
  documents: 42,
  queues: [{ name: 'profile-events', ready: 0, in_flight: 0, delayed: 0, dead: 0, oldest_ms: null }],
  rss_bytes: 1_000_000,
  loop_delay_p99_ms: 0,
  loop_delay_max_ms: 0,
};
const RECOMPUTED = '{"type":"progress","queued":10,"total":42}\n{"type":"done","queued":42,"elapsed_ms":5}\n';
const REINDEXING = '{"type":"progress","documents":21,"total":42}\n';
const REINDEXED = `${REINDEXING}{"type":"done","documents":42,"elapsed_ms":5}\n`;
const SOURCE = { about: 'a network', platform: 'other', finds_by: ['topic'], retention_days: null };
const SOURCES = [
  {
    ...SOURCE,
    ...{
      name: 'bluesky',
      state: 'ready',
      reason: null,
      last_success_at: 1,
      last_error: null,
      next_run_at: 9e15,
    },
    budgets: [{ name: 'requests', unit: 'requests', limit: 1_000, used: 90, left: 910, resets_at: 1 }],
  },
  {
    ...SOURCE,
    ...{ name: 'mastodon', state: 'failing', reason: 'm.test \u001b[31manswered 503', budgets: [] },
    ...{ last_success_at: null, last_error: { at: 1, kind: 'passing', message: 'm.test answered 503' } },
    next_run_at: null,
  },
];
const tokenFile = process.env.ADMIN_TOKEN_FILE ?? '';
const behaviour = readBehaviour();
let dead = behaviour.dead ?? [];
const token = readFileSync(tokenFile, 'utf8').trim();
const instance = randomUUID();
const startedAt = new Date().toISOString();

if (behaviour.deaf) process.on('SIGTERM', () => {});
if (behaviour.die !== undefined) {
  process.stderr.write(`${behaviour.die}\n`);
  process.exit(3);
}
if (behaviour.fail) {
  process.send?.({ type: 'failed', ...behaviour.fail }, () => process.exit(1));
} else {
  const api = createServer(answerPublic);
  const admin = createServer(answerAdmin);
  api.on('error', (error) => {
    process.send?.({ type: 'failed', code: 'port_in_use', message: error.message, hint: {} }, () =>
      process.exit(1),
    );
  });
  api.listen(Number(process.env.PORT), '127.0.0.1', () => {
    admin.listen(0, '127.0.0.1', () => {
      if (behaviour.mute) return;
      const port = (api.address() as AddressInfo).port;
      const adminPort = (admin.address() as AddressInfo).port;
      process.send?.({ type: 'ready', instance, pid: process.pid, port, adminPort });
    });
  });
}

function readBehaviour(): Behaviour {
  try {
    return JSON.parse(readFileSync(join(dirname(tokenFile), 'fake.json'), 'utf8')) as Behaviour;
  } catch {
    return {};
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerCommon(url: URL, request: IncomingMessage, response: ServerResponse): boolean {
  const path = url.pathname;
  if (path === '/healthz') {
    const challenge = url.searchParams.get('challenge');
    const proof = isChallenge(challenge) && {
      proof: proveIdentity(token, request.socket.localPort ?? 0, challenge),
    };
    const services = ['analytics', 'indexer', 'scraper', 'api'];
    json(response, 200, {
      status: 'ok',
      instance,
      version: '0.0.0-fake',
      services,
      started_at: startedAt,
      ...proof,
    });
    return true;
  }
  if (path !== '/readyz') return false;
  const laggards = behaviour.laggards ?? [];
  const checks = laggards.map((name) => ({ name, ok: false, detail: 'not there yet', hint: behaviour.hint }));
  json(response, laggards.length === 0 ? 200 : 503, {
    ready: laggards.length === 0,
    draining: false,
    checks,
  });
  return true;
}

function answerPublic(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://x');
  if (answerCommon(url, request, response)) return;
  if (url.pathname === '/export') {
    const rows = Array.from({ length: 450 }, (_, at) =>
      JSON.stringify(aProfile({ id: `github:${at}`, username: `user${at}`, bio: '=1+1' })),
    );
    const isBroken = url.searchParams.get('q') === 'broken';
    const lines = isBroken ? rows : [...rows, JSON.stringify({ complete: true, count: rows.length })];
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(`${lines.join('\n')}\n`);
    return;
  }
  if (url.pathname === '/search') {
    answerSearch(url.searchParams, response);
    return;
  }
  if (url.pathname.endsWith('/similar')) {
    json(response, 200, { count: 0, data: [] });
    return;
  }
  const id = decodeURIComponent(url.pathname.replace('/profiles/', ''));
  if (id === 'github:1' || (id === '@both' && url.searchParams.get('platform') === 'github')) {
    json(response, 200, aProfile({ id: 'github:1', username: 'both' }));
  } else if (id === '@both') {
    json(response, 409, {
      title: 'Several profiles have this handle',
      status: 409,
      code: 'ambiguous_handle',
      detail: '"@both" is github:1, x:9',
      hint: 'influscope show github:1',
      remedy: { command: ['show', 'github:1'] },
    });
  } else {
    json(response, 404, { title: 'Not found', status: 404, code: 'not_found', detail: `No profile "${id}"` });
  }
}

/** What a search for a name finds. */
const NAMED: Record<string, Profile[]> = {
  both: [
    aProfile({ id: 'github:1', username: 'both' }),
    aProfile({ id: 'x:9', username: 'both', platform: 'x' }),
  ],
  'Ada Lovelace': [
    aProfile({ id: 'github:5', username: 'adal', display_name: 'Ada Lovelace' }),
    aProfile({ id: 'github:6', username: 'fan', display_name: 'Fan of Ada Lovelace' }),
  ],
  'https://github.com/adal': [aProfile({ id: 'github:5', username: 'adal' })],
};

function answerSearch(query: URLSearchParams, response: ServerResponse): void {
  const limit = Number(query.get('limit'));
  const from = Number(query.get('cursor') ?? 0);
  const named = NAMED[query.get('q') ?? ''];
  if (named) {
    json(response, 200, {
      count: named.length,
      data: named,
      total: named.length,
      took_ms: 1,
      matched: 'exact',
      ...MEANING,
      facets: null,
      next: null,
    });
    return;
  }
  const total = query.get('q') === 'nothing' ? 0 : 250;
  const data = Array.from({ length: Math.min(limit, total - from) }, (_, at) =>
    aProfile({ id: `github:${from + at}`, username: `user${from + at}`, bio: `${query}` }),
  );
  const next = from + data.length < total ? String(from + data.length) : null;
  json(response, 200, {
    count: data.length,
    data,
    total,
    took_ms: 1.25,
    matched: 'exact',
    ...MEANING,
    ...(query.get('plain') === 'true' && {
      query: 'tech followers:<50k',
      plain: [],
      meaning: { alone: ['github:0'], missing: null },
    }),
    facets: null,
    next,
  });
}

function answerAdmin(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://x');
  if (answerCommon(url, request, response)) return;
  const { pathname } = url;
  if (request.headers.authorization !== `Bearer ${token}`)
    json(response, 401, { status: 401, code: 'no_token' });
  else if (pathname === '/stats')
    json(response, 200, {
      ...STATS,
      documents: behaviour.documents ?? 42,
      queues: STATS.queues.map((one) => ({ ...one, dead: dead.length })),
    });
  else if (pathname.startsWith('/queues/profile-events/idle')) response.writeHead(204).end();
  else if (pathname.startsWith('/queues')) void answerQueues(url, request, response);
  else if (pathname === '/imports/demo') void answerDemo(request, response);
  else if (pathname === '/imports') void answerImport(url.searchParams, request, response);
  else if (pathname === '/reindex' && behaviour.endlessReindex) response.write(REINDEXING);
  else if (pathname === '/reindex') response.end(REINDEXED);
  else if (pathname === '/recompute') response.end(RECOMPUTED);
  else if (pathname === '/sources') json(response, 200, SOURCES);
  else if (pathname.startsWith('/discoveries')) void answerDiscoveries(request, response);
  else json(response, 404, { status: 404, code: 'not_found', title: 'Not found' });
}

const runs = new Map<string, { run: Record<string, unknown>; asked: number }>();

async function answerDiscoveries(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { topic = null, seeds = [], ...rest } = JSON.parse(body) as Record<string, unknown>;
    const id = randomUUID();
    const run = {
      ...{ id, topic, seeds, limit: 100, min_followers: 1_000, ...rest },
      ...{ state: 'finding', found: 0, read: 0, kept: 0, dropped: {}, reason: null },
      ...{ started_at: Date.now(), updated_at: Date.now() },
    };
    runs.set(id, { run, asked: 0 });
    return json(response, 202, run);
  }
  const known = runs.get(request.url?.split('/').at(-1) ?? '');
  if (known === undefined)
    return json(response, 404, { title: 'No such discovery', status: 404, code: 'discovery_unknown' });
  const states = behaviour.discovery ?? [];
  const state = request.method === 'DELETE' ? { state: 'cancelled' } : states[known.asked++];
  known.run = { ...known.run, ...(state ?? states.at(-1)) };
  json(response, 200, known.run);
}

async function answerQueues(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, , queue = '', , verb] = url.pathname.split('/');
  const mine = queue === 'profile-events' ? dead : [];
  if (queue === '') {
    const rates = { published_per_second: 12.34, acknowledged_per_second: null };
    const report = { ...STATS.queues[0], ...rates, rates_by: 'process', rates_window_ms: 10_000 };
    const queues = [
      { ...report, name: 'scrape-jobs' },
      { ...report, ready: 1_234, oldest_ms: 61_000, dead: dead.length },
    ];
    json(response, 200, { queues });
  } else if (verb === undefined) {
    const ids = url.searchParams.getAll('id');
    const found = mine.filter((id) => ids.length === 0 || ids.includes(id));
    const body = url.searchParams.get('bodies') === 'true' ? { body: '{"a":[1]}' } : {};
    const letters = found.slice(0, Number(url.searchParams.get('limit'))).map((id) => ({
      id,
      reason: `the event of ${id} is not one: \u001b[31m/followers must be a number`,
      attempts: 5,
      died_at: new Date(Date.now() - 120_000).toISOString(),
      bytes: 9,
      ...body,
    }));
    json(response, 200, { queue, total: mine.length, dead: letters });
  } else {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { ids } = JSON.parse(body) as { ids?: string[] };
    const kept = mine.filter((id) => ids !== undefined && !ids.includes(id));
    json(response, 200, { queue, count: mine.length - kept.length });
    if (queue === 'profile-events') dead = kept;
  }
}

const NOTHING_FOUND = {
  people: 0,
  people_exact: true,
  merged: 0,
  named_only: 0,
  ambiguous: 0,
  unreadable: [],
};

const done = (counts: { bytes: number; rows: number; accepted: number; rejected: number }) =>
  `${JSON.stringify({ type: 'done', ...counts, posts_only: 0, skipped: 0, elapsed_ms: 3, import_id: 'i', summary: NOTHING_FOUND })}\n`;

async function answerDemo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { count } = JSON.parse(body) as { count: number };
  response.end(done({ bytes: 0, rows: count, accepted: count, rejected: 0 }));
}

/** Every line but those that say `bad` is a row; the query of the request is in the reason of a rejected one. */
async function answerImport(
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.write(`${JSON.stringify({ type: 'progress', bytes: 0, rows: 0, accepted: 0 })}\n`);
  let text = '';
  for await (const chunk of request) text += behaviour.endlessImport ? '' : chunk;
  if (behaviour.endlessImport) return;
  const lines = text.split('\n').filter((line) => line !== '');
  lines.forEach((line, at) => {
    if (line !== 'bad') return;
    const reason = `not a profile [${query}]`;
    response.write(
      `${JSON.stringify({ type: 'rejected', name: query.get('name'), line: at + 1, reason })}\n`,
    );
  });
  const rejected = lines.filter((line) => line === 'bad').length;
  response.end(done({ bytes: text.length, rows: lines.length, accepted: lines.length - rejected, rejected }));
}
