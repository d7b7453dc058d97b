import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { OperationError, systemCode, UserError } from '#cli/errors.ts';
import { pollDelayMs } from '#lib/async/backoff.ts';
import { readText } from '#lib/read-text.ts';
import { isLate } from '../is-late.ts';
import type { KubeObject, ObjectRef } from '../objects.ts';
import { describeRef } from '../objects.ts';
import type { Resource } from '../resources.ts';
import { knownResource, resourcePath } from '../resources.ts';
import { answerError, connectionError, isCertificateError, KubeError } from './errors.ts';
import type { ClusterIdentity } from './kube-config.ts';
import type { Reachability } from './reachability.ts';
import { createReachability } from './reachability.ts';
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
  reachability: Pick<Reachability, 'awayMs' | 'back'>;
  close(): void;
}

const ATTEMPTS = 6;
const PAUSE = { baseMs: 100, maxMs: 2_000 };
/** An API server that answered before gets this long to come back, as after a restart or an upgrade. */
const AWAY_MS = 60_000;
const REQUEST_TIMEOUT_MS = 30_000;
const PAGE = 500;
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
const PASSING = new Set([0, 429, 500, 502, 503, 504]);
/** The connection failed before anything was sent. */
const UNSENT = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

export function createKubeClient(config: KubeConfig, identity: ClusterIdentity): KubeClient {
  const transport = createTransport(config);
  const discovered = new Map<string, Resource>();
  let count = 0;
  let answered = false;
  const reachability = createReachability((signal) => transport.send('/version', { signal }).then(discard));
  let serverTime: { date: number; at: number } | null = null;

  const stream: KubeClient['stream'] = async (path, what, options) => {
    count++;
    let answer: IncomingMessage;
    try {
      answer = await transport.send(path, options);
    } catch (cause) {
      options.signal.throwIfAborted();
      if (cause instanceof OperationError) throw cause;
      const error = connectionError(cause, identity);
      if (!isCertificateError(error)) reachability.failed();
      throw error;
    }
    answered = true;
    reachability.answered();
    const date = serverDate(answer);
    if (date !== null) serverTime = { date, at: performance.now() };
    const status = answer.statusCode ?? 0;
    if (status >= 400) throw answerError(status, await readText(answer).catch(() => ''), what);
    return answer;
  };

  const request: KubeClient['request'] = async <T>(path: string, what: string, options: RequestOptions) => {
    const began = performance.now();
    let outage: KubeError | null = null;
    // Out of time because nothing answered: that says more than the time.
    const ended = () => (outage && isLate(options.signal) ? outage : options.signal.reason);
    for (let attempt = 1; ; attempt++) {
      const bound = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const signal = AbortSignal.any([options.signal, bound]);
      try {
        return JSON.parse(await readText(await stream(path, what, { ...options, signal }))) as T;
      } catch (error) {
        if (options.signal.aborted) throw ended();
        if (error instanceof OperationError && !(error instanceof KubeError)) throw error;
        const known = error instanceof KubeError ? error : connectionError(error, identity);
        if (options.once || !isRepeatable(known, options.method)) throw known;
        outage = known.status === 0 ? known : null;
        const away = outage && answered && performance.now() - began < AWAY_MS;
        if (attempt >= ATTEMPTS && !away) throw known;
        const asked = (known.details?.retryAfterSeconds ?? 0) * 1_000;
        const pause = Math.max(asked, pollDelayMs(attempt, PAUSE));
        if (outage && answered) await reachability.back(pause, options.signal);
        else await sleep(pause, undefined, { signal: options.signal }).catch(() => {});
        if (options.signal.aborted) throw ended();
      }
    }
  };

  const resourceOf: KubeClient['resourceOf'] = async ({ apiVersion, kind }, signal) => {
    const known = knownResource(apiVersion, kind) ?? discovered.get(`${apiVersion}/${kind}`);
    if (known) return known;
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { resources } = await request<{ resources: { name: string; kind: string; namespaced: boolean }[] }>(
      path,
      `API ${apiVersion}`,
      { signal },
    );
    for (const { name, kind: other, namespaced } of resources) {
      if (!name.includes('/'))
        discovered.set(`${apiVersion}/${other}`, { apiVersion, kind: other, plural: name, namespaced });
    }
    const found = discovered.get(`${apiVersion}/${kind}`);
    if (found) return found;
    throw new UserError(`The cluster has no kind ${kind} in ${apiVersion}`, {
      code: 'kind_unknown',
      hint: { text: 'install its CustomResourceDefinition, or use a newer cluster' },
    });
  };

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
    serverNow: () => serverTime && serverTime.date + performance.now() - serverTime.at,
    close: () => transport.close(),
  };
}

function discard(answer: IncomingMessage): void {
  answer.resume();
}

function isRepeatable(error: KubeError, method: SendOptions['method']): boolean {
  // A wrong certificate stays wrong.
  if (!PASSING.has(error.status) || isCertificateError(error)) return false;
  // A POST may have been done; its sender finds out.
  return method !== 'POST' || error.status === 429 || UNSENT.has(systemCode(error.cause) ?? '');
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
