import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { OperationError, systemCode } from '#cli/errors.ts';
import { pollDelayMs } from '#lib/async/backoff.ts';
import { readText } from '#lib/read-text.ts';
import { isLate } from '../is-late.ts';
import type { KubeObject, ObjectRef } from '../objects.ts';
import { describeRef } from '../objects.ts';
import type { Resource } from '../resources.ts';
import { resourcePath } from '../resources.ts';
import {
  answerError,
  connectionError,
  isCertificateError,
  isOutage,
  isSilent,
  KubeError,
  NOT_READY,
  SignInError,
} from './errors.ts';
import type { ClusterIdentity } from './kube-config.ts';
import type { Reachability } from './reachability.ts';
import { createReachability } from './reachability.ts';
import { createResourceLookup } from './resource-lookup.ts';
import { serverDate } from './server-date.ts';
import type { SendOptions } from './transport.ts';
import { createTransport } from './transport.ts';

export interface ListOptions {
  namespace?: string | undefined;
  labelSelector?: string;
  fieldSelector?: string;
  /** Asks for metadata without content. */
  metadataOnly?: boolean;
}

export interface ObjectList<T> {
  items: T[];
  resourceVersion: string;
}

export interface RequestOptions extends SendOptions {
  /** Does not try again: the caller does. */
  once?: boolean;
}

/** Requests to the API server. Every fault is a `KubeError`, or the signal's reason. */
export interface KubeClient {
  readonly identity: ClusterIdentity;
  readonly config: KubeConfig;
  /** One request, answered as JSON; tried again where the server is busy or cannot be reached for a moment. */
  request<T>(path: string, what: string, options: RequestOptions): Promise<T>;
  /** One request whose answer is read as it comes: a watch, a log. */
  stream(path: string, what: string, options: SendOptions): Promise<IncomingMessage>;
  /** `null` when there is none. */
  get<T extends KubeObject>(ref: ObjectRef, signal: AbortSignal): Promise<T | null>;
  /** All of a kind, in pages; their `apiVersion` and `kind` are filled in. */
  list<T extends KubeObject>(
    resource: Resource,
    options: ListOptions,
    signal: AbortSignal,
  ): Promise<ObjectList<T>>;
  resourceOf(ref: Pick<ObjectRef, 'apiVersion' | 'kind'>, signal: AbortSignal): Promise<Resource>;
  /** Requests sent so far. */
  requests(): number;
  /** The time of the API server as its last answer gives it, in epoch milliseconds; `null` before the first one. */
  serverNow(): number | null;
  reachability: Pick<Reachability, 'awayMs' | 'isSettling' | 'back'>;
  /** A request was answered. If the sign-in program fails later, a network outage may be the cause. */
  hasSignedIn(): boolean;
  /** The last failure of that program after a success, until a request is answered again. */
  signInFault(): SignInError | null;
  close(): void;
}

const ATTEMPTS = 6;
const PAUSE = { baseMs: 100, maxMs: 2_000 };
/** An API server that answered before gets this long to come back, as after a restart or an upgrade. */
const AWAY_MS = 60_000;
const REQUEST_TIMEOUT_MS = 30_000;
const PAGE = 500;
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
/** They do not say that it is ready. */
const BUSY = new Set([429, 500]);
const DENIED = new Set([401, 403]);
/** A request without an answer for longer makes the connection doubtful. */
const DOUBT_MS = 3_000;
/** The connection failed before anything was sent. */
const UNSENT = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

export function createKubeClient(config: KubeConfig, identity: ClusterIdentity): KubeClient {
  const transport = createTransport(config);
  let count = 0;
  let answered = false;
  const reachability = createReachability(async (signal) => {
    const answer = await transport.send('/readyz', { signal, alone: true });
    answer.resume();
    const status = answer.statusCode ?? 0;
    // Any other status is of a server that is there, also where this path is not allowed.
    if (status >= 500 || status === 429) throw new Error(`not ready: HTTP status ${status}`);
    transport.dropIdle();
  });
  let serverTime: { date: number; at: number } | null = null;
  let signInFault: SignInError | null = null;

  /** What the status says about the server as a whole. */
  const learn = (status: number) => {
    if (NOT_READY.has(status)) reachability.failed();
    else if (!BUSY.has(status) && !DENIED.has(status)) reachability.answered();
  };

  const open = async (path: string, what: string, options: SendOptions, isReplaced: boolean) => {
    count++;
    const connection = isReplaced ? reachability.open() : null;
    const signal = connection ? AbortSignal.any([options.signal, connection.signal]) : options.signal;
    let answer: IncomingMessage;
    try {
      answer = await transport.send(path, { ...options, signal });
    } catch (cause) {
      connection?.close();
      options.signal.throwIfAborted();
      if (cause instanceof SignInError && answered) {
        signInFault = cause;
        reachability.failed();
      }
      if (cause instanceof OperationError) throw cause;
      const error = connectionError(cause, identity);
      if (!isCertificateError(error) && !connection?.signal.aborted) reachability.failed();
      throw error;
    }
    if (connection) answer.once('close', () => connection.close());
    answered = true;
    signInFault = null;
    connection?.keep();
    const status = answer.statusCode ?? 0;
    learn(status);
    const date = serverDate(answer);
    if (date !== null) serverTime = { date, at: performance.now() };
    if (status >= 400) throw answerError(status, await readText(answer).catch(() => ''), what);
    return answer;
  };
  const stream: KubeClient['stream'] = (path, what, options) => open(path, what, options, true);

  const isRepeatable = (error: KubeError | SignInError, method: SendOptions['method']): boolean => {
    // Nothing was sent.
    if (error instanceof SignInError) return answered;
    // A wrong certificate stays wrong.
    if (isCertificateError(error)) return false;
    if (DENIED.has(error.status)) return reachability.isSettling();
    if (error.status !== 0 && !NOT_READY.has(error.status) && !BUSY.has(error.status)) return false;
    // A POST may have been done; its sender finds out.
    return method !== 'POST' || error.status === 429 || UNSENT.has(systemCode(error.cause) ?? '');
  };

  const request: KubeClient['request'] = async <T>(path: string, what: string, options: RequestOptions) => {
    const began = performance.now();
    let outage: KubeError | SignInError | null = null;
    /** Of a server that was there. */
    let failures = 0;
    // Out of time because nothing answered: that says more than the time.
    const ended = () => (outage && isLate(options.signal) ? outage : options.signal.reason);
    for (let attempt = 1; ; attempt++) {
      const bound = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const signal = AbortSignal.any([options.signal, bound]);
      const doubt = setTimeout(reachability.doubt, DOUBT_MS);
      try {
        // An answer may take long because it is long: while the server answers, its connection is replaced once.
        const isReplaced = attempt === 1 || reachability.awayMs() > 0;
        const answer = await open(path, what, { ...options, signal }, isReplaced);
        return JSON.parse(await readText(answer)) as T;
      } catch (error) {
        if (options.signal.aborted) throw ended();
        const isKnown = error instanceof KubeError || error instanceof SignInError;
        if (error instanceof OperationError && !isKnown) throw error;
        const known = isKnown ? error : connectionError(error, identity);
        if (options.once || !isRepeatable(known, options.method)) throw known;
        outage = isOutage(known) ? known : null;
        const waits = outage !== null && answered && performance.now() - began < AWAY_MS;
        if (waits) await reachability.back(PAUSE.maxMs, options.signal);
        if (!waits || reachability.awayMs() === 0) {
          failures++;
          if (failures >= ATTEMPTS && !(waits && isSilent(known))) throw known;
          const details = known instanceof KubeError ? known.details : undefined;
          const asked = (details?.retryAfterSeconds ?? 0) * 1_000;
          const pause = Math.max(asked, pollDelayMs(failures, PAUSE));
          // At once after an outage.
          if (!waits || failures > 1)
            await sleep(pause, undefined, { signal: options.signal }).catch(() => {});
        }
        if (options.signal.aborted) throw ended();
      } finally {
        clearTimeout(doubt);
      }
    }
  };

  const resourceOf = createResourceLookup(request);

  return {
    identity,
    config,
    request,
    stream,
    resourceOf,
    async get<T extends KubeObject>(ref: ObjectRef, signal: AbortSignal) {
      const resource = await resourceOf(ref, signal);
      try {
        return await request<T>(resourcePath(resource, ref), describeRef(ref), { signal });
      } catch (error) {
        if (error instanceof KubeError && error.status === 404) return null;
        throw error;
      }
    },
    async list<T extends KubeObject>(resource: Resource, options: ListOptions, signal: AbortSignal) {
      const items: T[] = [];
      let next = '';
      for (;;) {
        const query = listQuery(options, { limit: String(PAGE), ...(next && { continue: next }) });
        const page = await request<{
          metadata: { resourceVersion: string; continue?: string };
          items: T[] | null;
        }>(`${resourcePath(resource, options)}?${query}`, resource.plural, {
          signal,
          ...(options.metadataOnly === true && { accept: METADATA }),
        });
        for (const item of page.items ?? [])
          items.push({ ...item, apiVersion: resource.apiVersion, kind: resource.kind });
        next = page.metadata.continue ?? '';
        if (next === '') return { items, resourceVersion: page.metadata.resourceVersion };
      }
    },
    requests: () => count,
    reachability,
    hasSignedIn: () => answered,
    signInFault: () => signInFault,
    serverNow: () => serverTime && serverTime.date + performance.now() - serverTime.at,
    close: () => transport.close(),
  };
}

export function listQuery(
  { labelSelector, fieldSelector }: ListOptions,
  more: Readonly<Record<string, string>>,
): URLSearchParams {
  const query = new URLSearchParams(more);
  if (labelSelector !== undefined) query.set('labelSelector', labelSelector);
  if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector);
  return query;
}
