import type { IncomingMessage } from 'node:http';
import { InfluscopeError, NotReadyError, systemCode } from '#cli/errors.ts';
import type { PlatformState } from '#cli/output/events/events.ts';
import type { Endpoint, Target } from '#cli/targets/target.ts';
import type { Health } from '#contract/health.ts';
import { readText } from '#lib/read-text.ts';
import { toError } from './problem.ts';
import type { RequestOptions } from './request.ts';
import { send } from './request.ts';

/** Talks to a running platform; every fault comes as an `InfluscopeError` that says what to do. */
export interface PlatformClient {
  /** The answer's body as JSON. `what` names the request in errors. */
  json<T>(surface: 'public' | 'admin', path: string, what: string, options: RequestOptions): Promise<T>;
  /** The lines of an NDJSON answer as they come. */
  lines<T>(path: string, what: string, options: RequestOptions): AsyncGenerator<T>;
  /** The answer itself, of whatever status. */
  answer(surface: 'public' | 'admin', path: string, options: RequestOptions): Promise<IncomingMessage>;
}

export function createPlatformClient(target: Target): PlatformClient {
  const answer = async (surface: 'public' | 'admin', path: string, options: RequestOptions) => {
    const endpoint = await target.endpoint(surface, surface === 'public' ? 'api' : adminOf(path));
    const stranger = new AbortController();
    const signal = AbortSignal.any([options.signal, stranger.signal]);
    try {
      // A token goes to no stranger. A public question may: its answer is then thrown away, and nobody waits.
      if (surface === 'admin') await assertInstance(endpoint, signal);
      const [reply] = await Promise.all([
        send(endpoint, path, { ...options, signal }),
        surface === 'public' ? assertInstance(endpoint, signal) : undefined,
      ]);
      return reply;
    } catch (error) {
      stranger.abort(error);
      options.signal.throwIfAborted();
      throw error instanceof InfluscopeError ? error : await explain(target, error, options.signal);
    }
  };
  return {
    answer,
    async json<T>(surface: 'public' | 'admin', path: string, what: string, options: RequestOptions) {
      const reply = await answer(surface, path, options);
      if ((reply.statusCode ?? 0) >= 300) throw await toError(reply, what);
      try {
        return JSON.parse(await readText(reply)) as T;
      } catch (error) {
        options.signal.throwIfAborted();
        throw await explain(target, error, options.signal);
      }
    },
    async *lines<T>(path: string, what: string, options: RequestOptions) {
      const reply = await answer('admin', path, options);
      if ((reply.statusCode ?? 0) >= 300) throw await toError(reply, what);
      try {
        yield* parseLines<T>(reply);
      } catch (error) {
        options.signal.throwIfAborted();
        throw error instanceof InfluscopeError ? error : await explain(target, error, options.signal);
      }
    },
  };
}

/** Which service answers an admin path, where each has a process of its own. */
function adminOf(path: string): 'scraper' | 'indexer' {
  return path.startsWith('/imports') ? 'scraper' : 'indexer';
}

async function* parseLines<T>(answer: IncomingMessage): AsyncGenerator<T> {
  answer.setEncoding('utf8');
  let rest = '';
  for await (const chunk of answer) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as T;
}

async function assertInstance(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
  if (endpoint.instance === null) return;
  const health = JSON.parse(await readText(await send(endpoint, '/healthz', { signal }))) as Partial<Health>;
  if (health.instance !== endpoint.instance) throw new Error('another program answers on the port');
}

/** What the platform's own state says about a request that got no proper answer. */
async function explain(target: Target, cause: unknown, signal: AbortSignal): Promise<InfluscopeError> {
  for await (const event of target.status({ signal })) {
    if (event.type !== 'status' || (event.state === 'running' && event.ready !== false)) continue;
    return new NotReadyError(`The platform "${target.name}" ${event.message}`, {
      code: `platform_${event.state}`,
      hint: event.checks.find(({ hint }) => hint !== null)?.hint ?? remedy(event.state),
      laggards: event.checks.filter(({ ok }) => !ok).map(({ name }) => name),
      cause,
    });
  }
  const reason = systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new NotReadyError(`The platform "${target.name}" broke off its answer: ${reason}`, {
    code: 'answer_broken_off',
    hint: 'the same command again; influscope logs tells more',
    laggards: [],
    cause,
  });
}

function remedy(state: PlatformState): string {
  return state === 'unresponsive'
    ? 'influscope deploy'
    : state === 'running'
      ? 'influscope status'
      : 'influscope up';
}
