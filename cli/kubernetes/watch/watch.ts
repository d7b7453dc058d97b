import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '#cli/errors.ts';
import { pollDelayMs, spreadMs } from '#lib/async/backoff.ts';
import { createLineSplitter } from '#lib/text/lines.ts';
import type { KubeClient, ListOptions } from '../client/client.ts';
import { listQuery } from '../client/client.ts';
import type { Status } from '../client/errors.ts';
import { answerError, isCertificateError, isStatus, KubeError, SignInError } from '../client/errors.ts';
import { REPLACED } from '../client/open-connections.ts';
import type { KubeObject } from '../objects.ts';
import type { Resource } from '../resources.ts';
import { resourcePath } from '../resources.ts';

/** What a watch sees: first everything there is, then each change. */
export type Sighting<T> =
  | { type: 'listed'; objects: T[] }
  | { type: 'changed'; object: T }
  | { type: 'gone'; object: T };

export interface WatchOptions<T> extends ListOptions {
  resource: Resource;
  /** Called in order; what it throws ends the watch. */
  onSighting(sighting: Sighting<T>): void;
  /** Lets the other watches go first after an outage. */
  isMinor?: boolean;
  /** The watch continues at its last position, and now receives the changes that it missed. */
  onResumed?(): void;
  /** Ends the watch, which then resolves. */
  signal: AbortSignal;
}

interface WatchLine {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject & Status;
}

/** The server ends a watch after this long; a connection that is silent for longer is dead. */
const WATCH_SECONDS = 240;
const SILENCE_MS = (WATCH_SECONDS + 30) * 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** The server answers, but no longer has the position of the watch, or its connection broke. */
const SHORT_PAUSE_MS = 100;
/** A busy server counts as that many failures: the first pause is 200 ms. */
const BUSY_FAILURES = 3;
/** Many new connections at once slow each other down. */
const MINOR_PAUSE_MS = 150;
/** A watch that ends earlier, without an error, is not repeated at once. */
const SHORTEST_WATCH_MS = 1_000;
/** Refusals in a row that end a watch that was allowed before, or that an API server sends which just started: 1.5 s. */
const REFUSALS = 5;

/**
 * Lists, then watches: reports changes until the signal aborts. A connection that breaks is taken up where it
 * was, after a pause with jitter; when the server has forgotten that place, everything is listed again. Nothing is
 * kept here but that place. Rejects with errors that waiting does not fix: a missing permission, or an unknown kind.
 */
export async function watchObjects<T extends KubeObject>(
  client: KubeClient,
  options: WatchOptions<T>,
): Promise<void> {
  const { resource, onSighting, signal } = options;
  let version: string | null = null;
  let isAllowed = false;
  let refusals = 0;
  /** Failures in a row of a server that answers. */
  let failures = 0;
  let longestMs = LONGEST_PAUSE_MS;
  while (!signal.aborted) {
    const began = performance.now();
    let hasFailed = false;
    let isOpen = false;
    try {
      if (version === null) {
        const { items, resourceVersion } = await client.list<T>(resource, options, signal);
        onSighting({ type: 'listed', objects: items });
        version = resourceVersion;
      }
      const query = listQuery(options, {
        watch: '1',
        allowWatchBookmarks: 'true',
        resourceVersion: version,
        timeoutSeconds: String(WATCH_SECONDS),
      });
      const quiet = new AbortController();
      const bounded = AbortSignal.any([signal, quiet.signal]);
      const answer = await client.stream(`${resourcePath(resource, options)}?${query}`, resource.plural, {
        signal: bounded,
      });
      isOpen = true;
      if (isAllowed) options.onResumed?.();
      isAllowed = true;
      refusals = 0;
      for await (const { type, object } of readWatch(answer, () => quiet.abort(new Error('silent')))) {
        if (type === 'ERROR') throw answerError(object.code ?? 500, JSON.stringify(object), resource.plural);
        failures = 0;
        version = object.metadata.resourceVersion ?? version;
        if (type === 'BOOKMARK') continue;
        onSighting({ type: type === 'DELETED' ? 'gone' : 'changed', object: object as unknown as T });
      }
      hasFailed = performance.now() - began < SHORTEST_WATCH_MS;
    } catch (error) {
      if (signal.aborted) return;
      hasFailed = true;
      // A broken connection says nothing about the next one.
      const isBroken = client.reachability.awayMs() > 0 || (isOpen && !(error instanceof KubeError));
      longestMs = isBroken || isStatus(error, 410) ? SHORT_PAUSE_MS : LONGEST_PAUSE_MS;
      if (isStatus(error, 429)) failures = Math.max(failures, BUSY_FAILURES);
      if (isStatus(error, 410)) version = null;
      else if (isStatus(error, 401, 403)) {
        const mayPass = isAllowed || client.reachability.isSettling();
        if (!mayPass || ++refusals >= REFUSALS) throw error;
      } else if (error instanceof SignInError) {
        if (!client.hasSignedIn()) throw error;
      } else if (isFinal(error)) throw error;
    }
    // After an outage all watches continue as soon as the server answers.
    if (client.reachability.awayMs() > 0) {
      await client.reachability.back(LONGEST_PAUSE_MS, signal);
      if (options.isMinor) await sleep(spreadMs(MINOR_PAUSE_MS), undefined, { signal }).catch(() => {});
    }
    if (hasFailed && client.reachability.awayMs() === 0 && failures++ > 0) {
      const pause = pollDelayMs(failures - 1, { baseMs: FIRST_PAUSE_MS, maxMs: longestMs });
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }
}

/** Anything but a passing fault of the connection or of the server. */
function isFinal(error: unknown): boolean {
  if (error instanceof KubeError)
    return isCertificateError(error) || (error.status >= 400 && error.status < 500 && error.status !== 429);
  // The credentials of the kubeconfig do not work.
  if (error instanceof OperationError) return true;
  const code = (error as NodeJS.ErrnoException).code;
  return (
    code === undefined &&
    !(error instanceof SyntaxError) &&
    (error as Error).message !== 'silent' &&
    (error as Error).message !== REPLACED &&
    (error as Error).message !== 'aborted'
  );
}

async function* readWatch(answer: IncomingMessage, onSilence: () => void): AsyncGenerator<WatchLine> {
  let timer = setTimeout(onSilence, SILENCE_MS);
  const splitter = createLineSplitter();
  try {
    for await (const chunk of answer) {
      clearTimeout(timer);
      timer = setTimeout(onSilence, SILENCE_MS);
      for (const line of splitter.push(chunk)) if (line !== '') yield JSON.parse(line) as WatchLine;
    }
  } finally {
    clearTimeout(timer);
    answer.destroy();
  }
}
