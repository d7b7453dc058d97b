import { createHash, timingSafeEqual } from 'node:crypto';
import { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { KeyRight } from '#contract/keys/limits.ts';
import type { Records } from '#ports/records.ts';
import { isLoopback } from '#runtime/http/loopback.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import type { StoredKey } from '#runtime/keys/key-record.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { keyOfRequest } from './key-of-request.ts';
import { createKeyRates } from './key-rates.ts';
import { createKeyring } from './keyring.ts';
import { createUsageMeter } from './usage-meter.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must be allowed to use the route. `null`: no key is needed. Default: `search`. */
    right?: KeyRight | null;
  }
}

export interface KeyGuardOptions {
  records: Records;
  logger: Logger;
  /** The admin token: on a loopback connection, its owner needs no key. */
  ownerToken: string | null;
  now?: () => number;
}

export interface KeyGuard {
  /** Throws a `ProblemError` unless the request may use its route. */
  check(request: FastifyRequest): Promise<void>;
  /** Whether this is a key that works. */
  isValid(key: string): Promise<boolean>;
  /** Writes the last counts. */
  close(): Promise<void>;
}

/** Lets through requests with a key that has the right of the route, within the rate of the key. */
export function createKeyGuard(options: KeyGuardOptions): KeyGuard {
  const keyring = createKeyring(options);
  const meter = createUsageMeter(options);
  const rates = createKeyRates(options.now);

  const find = async (text: string): Promise<StoredKey> => {
    const key = await keyring.find(text);
    if (key === 'unavailable') throw unavailable();
    if (key === undefined) throw refuse('key_invalid', 'The API key does not exist or was revoked');
    return key;
  };
  return {
    async check(request) {
      const { right = 'search', cost = 1 } = request.routeOptions.config;
      if (right === null || isInternal(request)) return;
      const text = keyOfRequest(request);
      if (text === undefined) throw refuse('key_missing', 'This instance requires an API key');
      if (isOwner(request, text, options.ownerToken)) return;
      const key = await find(text);
      if (!key.rights.includes(right)) {
        meter.count(key.id, 'refused');
        throw lacksRight(right);
      }
      const waitMs = rates.take(key, cost);
      meter.count(key.id, waitMs === 0 ? 'requests' : 'refused');
      if (waitMs > 0) throw tooMany(key, waitMs);
    },
    async isValid(text) {
      const key = await keyring.find(text);
      if (key === 'unavailable') throw unavailable();
      return key !== undefined;
    },
    close: () => meter.close(),
  };
}

/** A request that this process made itself, which has no connection. */
function isInternal({ raw }: FastifyRequest): boolean {
  return !(raw.socket instanceof Socket);
}

/** The owner of the instance. The network must not be able to guess a token that a person chose. */
function isOwner({ raw }: FastifyRequest, text: string, token: string | null): boolean {
  if (token === null || !isLoopback(raw.socket.localAddress ?? '')) return false;
  return timingSafeEqual(digest(text), digest(token));
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function refuse(code: 'key_missing' | 'key_invalid', detail: string): ProblemError {
  return new ProblemError(
    {
      title: 'API key required',
      status: 401,
      code,
      detail,
      hint: { text: 'send "Authorization: Bearer KEY"; the operator creates keys with: influscope keys add' },
    },
    { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' },
  );
}

function lacksRight(right: KeyRight): ProblemError {
  return new ProblemError({
    title: 'API key lacks a right',
    status: 403,
    code: 'key_right_missing',
    detail: `The API key does not have the right "${right}"`,
    hint: { text: 'use a key with this right' },
  });
}

function tooMany({ rate_per_minute: rate }: StoredKey, waitMs: number): ProblemError {
  return new ProblemError(
    {
      title: 'Too many requests',
      status: 429,
      code: 'key_rate_limited',
      detail: `The limit of this API key is ${rate} requests per minute`,
      hint: { text: 'retry after the number of seconds in the Retry-After header' },
    },
    { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
  );
}

function unavailable(): ProblemError {
  return new ProblemError(
    {
      title: 'API keys cannot be checked',
      status: 503,
      code: 'keys_unavailable',
      hint: { text: 'retry in a few seconds' },
    },
    { 'retry-after': '2' },
  );
}
