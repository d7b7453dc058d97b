import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { DemoImportBody, ImportQuerystring } from '#contract/import/import.ts';
import { abortable } from './import/abortable.ts';
import { createDemoSource } from './import/demo-source.ts';
import { createFileSource } from './import/file-source.ts';
import type { Imports } from './import/imports.ts';
import type { InputFetcherOptions } from './reading/fetch-input.ts';
import { fetchInput } from './reading/fetch-input.ts';
import { InputFault } from './reading/input-fault.ts';

const REPORT = {
  200: Type.String({ description: 'application/x-ndjson: one ImportReportLine per line' }),
};
const DEFAULT_SEED = 1;
const LINGER_MS = 5_000;

/** `POST /imports` and `POST /imports/demo`. `now` in epoch milliseconds. */
export function mountImportRoutes(
  app: FastifyInstance,
  { imports, inputs, now }: { imports: Imports; inputs: InputFetcherOptions; now(): number },
): void {
  app.register(async (raw) => {
    // Whatever the type says, the body is the file: it is passed on as it comes, however long.
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    raw.post<{ Querystring: ImportQuerystring }>(
      '/imports',
      {
        schema: {
          summary: 'Import the file in the body or at a URL; reports progress',
          querystring: ImportQuerystring,
          response: REPORT,
        },
      },
      (request, reply) => {
        const { query } = request;
        const body = (request.body as Readable | undefined) ?? request.raw;
        // Giving up on the input must leave the connection alone: the answer still goes over it.
        const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
        const open = (signal: AbortSignal) => {
          const input =
            query.url === undefined ? abortable(chunks, signal) : fetchInput(query.url, inputs, signal);
          return createFileSource(input, query, now());
        };
        discardRest(request, reply);
        return answer(
          reply,
          imports.start(query.name, open, {
            gone: goneSignal(request, reply),
            dryRun: query.dry_run ?? false,
          }),
        );
      },
    );
  });

  app.post<{ Body: DemoImportBody }>(
    '/imports/demo',
    {
      schema: { summary: 'Import synthetic profiles', body: DemoImportBody, response: REPORT },
    },
    (request, reply) => {
      const { count, seed = DEFAULT_SEED } = request.body;
      const open = () => createDemoSource({ count, seed });
      return answer(reply, imports.start(`demo:${count}`, open, { gone: goneSignal(request, reply) }));
    },
  );
}

function answer(reply: FastifyReply, report: Readable): FastifyReply {
  return reply.type('application/x-ndjson').header('cache-control', 'no-store').send(report);
}

/** Aborts when the connection closes before the answer is complete. */
function goneSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (reply.raw.writableFinished) return;
    gone.abort(new InputFault('client_gone', 'The client disconnected', { text: 'repeat the import' }));
  });
  request.raw.on('error', () => {});
  return gone.signal;
}

/** A client may still be sending when the answer is complete: it is listened to for a moment, then cut off. */
function discardRest(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('finish', () => {
    if (request.raw.complete) return;
    request.raw.resume();
    const timer = setTimeout(() => request.raw.destroy(), LINGER_MS).unref();
    request.raw.once('close', () => clearTimeout(timer));
  });
}
