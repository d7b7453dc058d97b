import { Readable } from 'node:stream';
import Type from 'typebox';
import { SELECTION } from '#contract/query/search.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { joinProfiles } from '../join-profiles.ts';
import { readSelection } from '../parse-search-query.ts';
import type { Percentiles } from '../percentiles.ts';
import { problemResponses } from './problem-responses.ts';

/** An export reads the whole index, so only a few run at the same time. */
const MAX_EXPORTS = 2;
const RETRY_SECONDS = 5;
/** A client that reads nothing for this long is disconnected. */
const STALL_MS = 60_000;
/** A client must take each batch of at most 1,000 profiles in this time, or it is disconnected. */
const BATCH_TIMEOUT_MS = 60_000;
/** An export is as much work as this many requests. */
const COST = 20;

const RESPONSES: object = {
  200: {
    description: 'Profiles, then `{"complete":true,"count":N}`',
    content: { 'application/x-ndjson': { schema: { type: 'string' } } },
  },
  ...problemResponses,
};

const Querystring = Type.Object(SELECTION, { additionalProperties: false });

interface ExportDeps {
  index: SearchIndex;
  percentiles: Percentiles;
  batchTimeoutMs?: number;
}

/**
 * `GET /export`: every profile that matches, one line of JSON each, in the order of IDs. The last line is
 * `{"complete":true,"count":N}`: without it, the export is not complete.
 */
export function mountExport(
  app: HttpServer,
  { index, percentiles, batchTimeoutMs = BATCH_TIMEOUT_MS }: ExportDeps,
): void {
  let running = 0;

  /** `disconnect` ends the export of a client that takes a batch too slowly, and so holds a place. */
  async function* lines(query: SearchQuery, disconnect: () => void): AsyncGenerator<string | Buffer> {
    let count = 0;
    running++;
    try {
      const ranks = await percentiles.current();
      for await (const batch of index.scan(query)) {
        count += batch.length;
        const timer = setTimeout(disconnect, batchTimeoutMs);
        try {
          const ends = batch.map(({ rank }) => ranks.endOf(rank));
          yield joinProfiles(batch, ends, { separator: '\n', after: '\n' });
        } finally {
          clearTimeout(timer);
        }
      }
      yield `${JSON.stringify({ complete: true, count })}\n`;
    } finally {
      running--;
    }
  }

  app.get(
    '/export',
    {
      config: { cost: COST, right: 'export' },
      schema: {
        summary: 'Export all profiles that match, as NDJSON',
        querystring: Querystring,
        response: RESPONSES,
      },
    },
    async (request, reply) => {
      const { tree } = readSelection(request.query);
      if (running >= MAX_EXPORTS) throw tooMany();
      const nowMs = Date.now();
      const query: SearchQuery = { tree, sort: 'followers', limit: 1, cursor: null, facets: false, nowMs };
      // A query that fails gets an error response, not a truncated export.
      const { total } = await index.search(query);
      const disconnect = () => void reply.raw.destroy();
      reply.raw.setTimeout(STALL_MS, disconnect);
      return reply
        .type('application/x-ndjson')
        .header('x-total-count', total)
        .header('cache-control', 'no-store')
        .send(Readable.from(lines(query, disconnect), { objectMode: false }));
    },
  );
}

function tooMany(): ProblemError {
  return new ProblemError(
    {
      title: 'Too many exports',
      status: 503,
      code: 'too_many_exports',
      detail: `${MAX_EXPORTS} exports are running, which is the limit`,
      hint: { text: 'retry when one of them has finished' },
    },
    { 'retry-after': String(RETRY_SECONDS) },
  );
}
