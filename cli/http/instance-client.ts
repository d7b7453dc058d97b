import type { IncomingMessage } from 'node:http';
import { InfluscopeError, NotReadyError, systemCode } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import type { Event, InstanceState } from '#cli/output/events/events.ts';
import { readText } from '#lib/read-text.ts';
import { readLines } from '#lib/text/lines.ts';
import type { Endpoint, Surface } from './endpoint.ts';
import { toError } from './problem.ts';
import { assertProven } from './prove-instance.ts';
import type { RequestOptions } from './request.ts';
import { send } from './request.ts';
import { sendProven } from './send-proven.ts';

/** What the client needs to know of an instance: how to reach it, and its status for when no answer comes. */
export interface Reachable {
  readonly name: string;
  endpoint(surface: Surface, service: string): Promise<Endpoint>;
  status(request: { signal: AbortSignal }): AsyncIterable<Event>;
}

/** Sends requests to a running instance; every error is an `InfluscopeError` with a hint. */
export interface InstanceClient {
  /** The JSON body of the answer. `what` names the request in errors. */
  json<T>(surface: Surface, path: string, what: string, options: RequestOptions): Promise<T>;
  /** The lines of an NDJSON answer as they arrive. */
  lines<T>(path: string, what: string, options: RequestOptions): AsyncGenerator<T>;
  /** The answer itself, whatever its status. */
  answer(surface: Surface, path: string, options: RequestOptions): Promise<IncomingMessage>;
}

/** `apiKey`: sent to the public port. A server that can prove its identity must do so first. */
export function createInstanceClient(instance: Reachable, apiKey: string | null = null): InstanceClient {
  const answer = async (surface: Surface, path: string, options: RequestOptions) => {
    const endpoint = await instance.endpoint(surface, surface === 'public' ? 'api' : adminOf(path));
    const stranger = new AbortController();
    const signal = AbortSignal.any([options.signal, stranger.signal]);
    try {
      if (surface === 'admin') return await sendProven(endpoint, path, { ...options, signal });
      if (apiKey !== null)
        return await sendProven({ ...endpoint, token: apiKey }, path, { ...options, signal });
      // A public request may run beside the check: its answer is then dropped.
      const [reply] = await Promise.all([
        send(endpoint, path, { ...options, signal }),
        turnOfEventLoop().then(() => assertProven(endpoint, signal)),
      ]);
      const { proof } = endpoint;
      if (reply.statusCode !== 401 || proof === null) return reply;
      // The owner of an instance on this machine needs no key.
      reply.resume();
      return await sendProven({ ...endpoint, token: proof.secret }, path, { ...options, signal });
    } catch (error) {
      stranger.abort(error);
      options.signal.throwIfAborted();
      throw error instanceof InfluscopeError ? error : await explain(instance, error, options.signal);
    }
  };
  return {
    answer,
    async json<T>(surface: Surface, path: string, what: string, options: RequestOptions) {
      const reply = await answer(surface, path, options);
      if ((reply.statusCode ?? 0) >= 300) throw await toError(reply, what);
      try {
        return JSON.parse(await readText(reply)) as T;
      } catch (error) {
        options.signal.throwIfAborted();
        throw await explain(instance, error, options.signal);
      }
    },
    async *lines<T>(path: string, what: string, options: RequestOptions) {
      const reply = await answer('admin', path, options);
      if ((reply.statusCode ?? 0) >= 300) throw await toError(reply, what);
      try {
        yield* parseLines<T>(reply);
      } catch (error) {
        options.signal.throwIfAborted();
        throw error instanceof InfluscopeError ? error : await explain(instance, error, options.signal);
      }
    },
  };
}

/** Sends the request before the check loads its modules, so that both run at the same time. */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Which service answers an admin path, where each has a process of its own. */
function adminOf(path: string): 'scraper' | 'indexer' {
  return /^\/(?:imports|discoveries|refreshes|sources|saved-searches|alerts)\b/.test(path)
    ? 'scraper'
    : 'indexer';
}

async function* parseLines<T>(answer: IncomingMessage): AsyncGenerator<T> {
  for await (const line of readLines(answer)) if (line.trim() !== '') yield JSON.parse(line) as T;
}

/** Explains a request without a usable answer by the status of the instance. */
async function explain(instance: Reachable, cause: unknown, signal: AbortSignal): Promise<InfluscopeError> {
  for await (const event of instance.status({ signal })) {
    if (event.type !== 'status' || (event.state === 'running' && event.ready !== false)) continue;
    return new NotReadyError(`The instance "${instance.name}" ${event.message}`, {
      code: `platform_${event.state}`,
      hint: event.checks.find(({ hint }) => hint !== null)?.hint ?? remedy(event.state),
      laggards: event.checks.filter(({ ok }) => !ok).map(({ name }) => name),
      cause,
    });
  }
  const reason = systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new NotReadyError(`The instance "${instance.name}" did not complete the response: ${reason}`, {
    code: 'answer_broken_off',
    hint: { text: 'repeat the command; for more detail', command: ['logs'] },
    laggards: [],
    cause,
  });
}

function remedy(state: InstanceState): Hint {
  if (state === 'running') return { command: ['status'] };
  return { command: [state === 'unresponsive' ? 'deploy' : 'up'] };
}
