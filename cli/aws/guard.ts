import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import { explainAwsError } from './errors.ts';

/** One request to AWS. A retry is a request of its own. */
export interface AwsCall {
  /** `eks`, `ec2`, `elasticloadbalancing`, …: as a policy names it. */
  service: string;
  action: string;
  /** HTTP status; `null` when there was no answer. */
  status: number | null;
  ms: number;
  /** What AWS called the error. */
  error: string | null;
}

interface SdkClient {
  send: (...args: never[]) => unknown;
  middlewareStack: { add(middleware: never, options: never): void };
}

interface Guard {
  service: string;
  endpoint: string | undefined;
  tell: (call: AwsCall) => void;
}

/** All attempts of one request together. */
const REQUEST_TIMEOUT_MS = 90_000;

/** Makes a client count its requests, end at once with its signal, end after a time limit, and throw `AwsError`s. */
export function guard(client: SdkClient, { service, endpoint, tell }: Guard): void {
  client.middlewareStack.add(
    countCalls(service, tell) as never,
    { step: 'deserialize', priority: 'high', name: 'countCalls' } as never,
  );
  const send = client.send.bind(client) as unknown as Send;
  const guarded: Send = async (command, options = {}) => {
    const { abortSignal: signal } = options;
    signal?.throwIfAborted();
    using limit = startDeadline(REQUEST_TIMEOUT_MS, { signal });
    try {
      // The SDK does not watch the signal while it pauses between two attempts.
      return await orAbort(send(command, { ...options, abortSignal: limit.signal }), limit.signal);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const action = command.constructor.name.replace(/Command$/, '');
      throw explainAwsError(error, { service, action, endpoint });
    }
  };
  client.send = guarded as never;
}

type Send = (command: object, options?: { abortSignal?: AbortSignal }) => Promise<unknown>;
type Handler = (args: unknown) => Promise<{ response: unknown }>;

function countCalls(service: string, tell: Guard['tell']) {
  return (next: Handler, context: { commandName?: string }): Handler =>
    async (args) => {
      const started = performance.now();
      const ended = (status: number | null, error: string | null) =>
        tell({
          service,
          action: context.commandName?.replace(/Command$/, '') ?? '',
          status,
          ms: Math.round(performance.now() - started),
          error,
        });
      try {
        const result = await next(args);
        ended((result.response as { statusCode?: number }).statusCode ?? null, null);
        return result;
      } catch (error) {
        const { name, code, $metadata } = error as {
          name?: string;
          code?: string;
          $metadata?: { httpStatusCode?: number };
        };
        ended($metadata?.httpStatusCode ?? null, code ?? name ?? 'Error');
        throw error;
      }
    };
}
