import { hash } from 'node:crypto';
import type { AvatarWire } from '#contract/profile-event.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { memoryPrefix } from './avatar-owner.ts';

/** What became of an address. */
export interface AvatarOutcome {
  key: string | null;
  reason: string | null;
  /** Epoch milliseconds. */
  triedAt: number;
  /** Nothing is stored, but it may well be another time. */
  isPassing: boolean;
  /** Validator of the stored picture; `null` where the host gave none. */
  etag: string | null;
}

/**
 * Remembers what became of addresses, so that the same import sends no request twice. It lies in the object store
 * beside the pictures, under their owner and a hash of the address: removing the pictures removes it, too.
 */
export interface AvatarMemory {
  /** `undefined` when the address was never tried, or so long ago that it may be tried again. */
  recall(owner: string, url: string): Promise<AvatarOutcome | undefined>;
  keep(owner: string, url: string, outcome: AvatarOutcome): Promise<void>;
}

/** Is it time to ask the host whether the picture is still the same? `now` in epoch milliseconds. */
export function isWorthAsking({ key, etag, triedAt }: AvatarOutcome, now: number): boolean {
  return key !== null && etag !== null && now - triedAt >= ASKED_AGAIN_MS;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A picture may change under its address; what is not there may come; what did not answer may answer soon. */
const KEPT_MS = { stored: 30 * DAY_MS, refused: 7 * DAY_MS, passing: HOUR_MS };

/** A picture with a validator is asked for again with a later reading of its profile: usually that costs no bytes. */
const ASKED_AGAIN_MS = DAY_MS;

export function createAvatarMemory(objects: ObjectStore, now: () => number): AvatarMemory {
  return {
    async recall(owner, url) {
      const object = await objects.get(memoryKey(owner, url));
      const outcome = object && parse(Buffer.from(object.body).toString('utf8'));
      if (outcome === undefined) return undefined;
      const kept = outcome.key !== null ? KEPT_MS.stored : KEPT_MS[outcome.isPassing ? 'passing' : 'refused'];
      const ageMs = now() - outcome.triedAt;
      return ageMs < kept && ageMs > -HOUR_MS ? outcome : undefined;
    },
    async keep(owner, url, outcome) {
      const body = Buffer.from(JSON.stringify({ v: 1, ...outcome }));
      await objects.put(memoryKey(owner, url), body, { contentType: 'application/json' });
    },
  };
}

/** The outcome as events carry it. */
export function toWire(url: string, { key, reason, triedAt }: AvatarOutcome): AvatarWire {
  return { key, reason, source_url: url, tried_at: triedAt };
}

const memoryKey = (owner: string, url: string) =>
  `${memoryPrefix(owner)}${hash('sha256', url, 'hex').slice(0, 40)}.json`;

/** What this program did not write is as good as nothing. */
function parse(text: string): AvatarOutcome | undefined {
  try {
    const {
      v,
      key,
      reason,
      triedAt,
      isPassing,
      etag = null,
    } = JSON.parse(text) as AvatarOutcome & { v: number };
    return v === 1 ? { key, reason, triedAt, isPassing, etag } : undefined;
  } catch {
    return undefined;
  }
}
