import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import Fastify, { LogController } from 'fastify';
import { renderHint } from '#contract/hint/hint.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createAllowedMethods } from './allowed-methods.ts';
import type { Guard } from './guard-server.ts';
import { guardServer } from './guard-server.ts';
import type { PlainProblem } from './problem-error.ts';
import { ProblemError } from './problem-error.ts';
import { createRouteCosts } from './route-costs.ts';
import { toProblem } from './to-problem.ts';

export interface HttpServerOptions {
  logger: Logger;
  /** Largest request body, bytes. */
  bodyLimit: number;
  guard?: Guard;
  /** Time in which a whole request must arrive, milliseconds. Default: no limit, for bodies that are streamed. */
  requestTimeoutMs?: number;
  /** An error in another form than a problem document; `undefined` to keep the problem document. */
  renderProblem?: RenderProblem;
}

export type RenderProblem = (
  problem: PlainProblem,
  request: FastifyRequest,
) => { headers: Readonly<Record<string, string>>; body: string } | undefined;

/** Time in which the head of a request must arrive, also of the first one on a connection. */
const HEAD_TIMEOUT_MS = 10_000;
const TIMEOUT_CHECK_MS = 1_000;
/** Connections at the same time; more are closed at once. */
const MAX_CONNECTIONS = 16_384;
const MAX_PARAM_LENGTH = 600;

/** A Fastify server whose routes take their types from TypeBox schemas. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** A Fastify server. Every error becomes a problem document. The text of a 5xx is logged, never sent. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { logger, bodyLimit, guard = {}, requestTimeoutMs = 0, renderProblem } = options;
  const sendProblem = createProblemSender(renderProblem);
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    bodyLimit,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestTimeout: requestTimeoutMs,
    // A request without `Host` gets a problem document from the guard.
    http: {
      requireHostHeader: false,
      headersTimeout: HEAD_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    forceCloseConnections: 'idle',
    // Requests that arrive during the close get normal answers.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply as FastifyReply, toProblem(error).problem, request as FastifyRequest);
    },
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, allErrors: true } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.maxConnections = MAX_CONNECTIONS;
  const costs = createRouteCosts(MAX_PARAM_LENGTH);
  app.addHook('onRoute', (route) => costs.add(route));
  guardServer(app.server, { costOf: costs.of, ...guard });

  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  // Async, so that a fault later in the same read is found before the answer to its head is sent.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { problem, headers, retryAfter } = toProblem(error);
    // A thrown problem is an answer, not an error.
    if (problem.status >= 500 && !(error instanceof ProblemError))
      request.log.error({ err: error, code: problem.code }, 'request failed');
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
    return sendProblem(reply.headers(headers), problem, request);
  });
  const allowed = createAllowedMethods();
  app.addHook('onRoute', (route) => allowed.add(route));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0];
    const methods = allowed.of(request.url);
    if (methods.length === 0) {
      return sendProblem(
        reply,
        {
          title: 'Not found',
          status: 404,
          code: 'not_found',
          detail: `${request.method} ${path} does not exist`,
          hint: { text: 'GET /openapi.json lists all paths' },
        },
        request,
      );
    }
    const supported = methods.join(', ');
    const problem = {
      title: 'Method not allowed',
      status: 405,
      code: 'method_not_allowed',
      detail: `${path} does not support ${request.method}; it supports ${supported}`,
    };
    return sendProblem(reply.header('allow', supported), problem, request);
  });
  return app;
}

function createProblemSender(render: RenderProblem = () => undefined) {
  return (reply: FastifyReply, { hint, ...problem }: PlainProblem, request: FastifyRequest) => {
    const other = render({ ...problem, ...(hint && { hint }) }, request);
    if (other !== undefined) return reply.status(problem.status).headers(other.headers).send(other.body);
    const advice = hint && {
      hint: renderHint(hint),
      ...((hint.command ?? hint.shell) !== undefined && { remedy: hint }),
    };
    return reply
      .status(problem.status)
      .type('application/problem+json')
      .serializer((payload: unknown) => JSON.stringify(payload))
      .send({ type: 'about:blank', ...problem, ...advice, request_id: request.id });
  };
}
