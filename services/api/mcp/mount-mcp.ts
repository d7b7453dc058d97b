import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AskApi } from '#mcp/ask-api.ts';
import { createMcpServer } from '#mcp/create-mcp-server.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { checkNames } from './check-names.ts';

export interface McpRouteDeps {
  /** Answers the requests of the tools, with the routes of this process. */
  app: HttpServer;
  version: string;
  logger: Logger;
  /** Names besides those of this machine that clients may use, in lower case. */
  hosts: ReadonlySet<string>;
}

const MAX_BODY_BYTES = 65_536;
/** The cost of the most costly tool, `find_similar`. */
const COST = 10;

/** `POST /mcp`: the tools for agents, without sessions. Every request is complete in itself, so any replica can answer it. */
export function mountMcp(routes: HttpServer, { app, version, logger, hosts }: McpRouteDeps): void {
  const ask: AskApi = async (path) => {
    const answer = await app.inject(path);
    return { status: answer.statusCode, body: answer.json() as unknown };
  };
  const onError = (err: unknown, tool?: string) => logger.error({ err, tool }, 'a tool call failed');
  const handler = createMcpHandler(() => createMcpServer({ version, ask, onError }), {
    // The server has no events that a client could wait for.
    maxSubscriptions: 0,
    onerror: (err) => logger.debug({ err }, 'an MCP request was refused'),
  });
  routes.addHook('onClose', () => handler.close());
  routes.post(
    '/mcp',
    {
      bodyLimit: MAX_BODY_BYTES,
      config: { cost: COST, right: 'mcp' },
      schema: { hide: true },
      onRequest: async (request) => checkNames(request, hosts),
    },
    async (request, reply) => {
      const answer = await handler.fetch(toWebRequest(request, reply), { parsedBody: request.body });
      return send(answer, reply);
    },
  );
}

function toWebRequest({ headers, url }: FastifyRequest, reply: FastifyReply): Request {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  const given = Object.entries(headers).flatMap(([name, value]) =>
    // The tools do not get the credentials.
    value === undefined || name === 'authorization' || name === 'cookie'
      ? []
      : [[name, [value].flat().join(', ')] as [string, string]],
  );
  return new Request(new URL(url, 'http://localhost'), {
    method: 'POST',
    headers: given,
    signal: left.signal,
  });
}

async function send(answer: Response, reply: FastifyReply): Promise<FastifyReply> {
  reply.status(answer.status).headers(Object.fromEntries(answer.headers));
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  reply.serializer((payload: unknown) => payload as string);
  if (answer.body === null) return reply.send();
  return reply.send(Readable.fromWeb(answer.body as ReadableStream));
}
