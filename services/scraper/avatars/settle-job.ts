import type { AvatarJob } from '#contract/scrape-job.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Verdict } from '#ports/queue.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { AvatarFault } from './avatar-fault.ts';
import type { AvatarMemory, AvatarOutcome } from './avatar-memory.ts';
import { isWorthAsking } from './avatar-memory.ts';
import type { OwnerOf } from './avatar-owner.ts';
import type { PictureFetcher } from './fetch-picture.ts';
import type { PictureConverter } from './picture/convert-picture.ts';
import { avatarObject } from './prepare-avatar.ts';

export interface JobDeps {
  objects: ObjectStore;
  memory: AvatarMemory;
  ownerOf: OwnerOf;
  /** Loads the fetcher with the first picture that is to be fetched. */
  openFetcher(): Promise<PictureFetcher>;
  converter: PictureConverter;
  logger: Logger;
  /** Delays before the second attempt and each that follows, at least, milliseconds; after the last it is the end. */
  retryDelaysMs?: readonly number[];
  /** Epoch milliseconds. */
  now: () => number;
}

/** An end that the profile can be told of, or that it is too early for one. */
export type JobResult =
  | { outcome: AvatarOutcome; isRemembered: boolean }
  | { again: Extract<Verdict, { kind: 'retry' }> };

/** Three more attempts within about a minute. */
const DELAYS_MS = [2_000, 10_000, 45_000];
/** So that jobs which failed together do not all come back together. */
const JITTER = 0.3;

/**
 * Brings a job to its end: from memory, or by fetching, converting and storing. A fault that may pass is one for another
 * attempt, as often as there are delays; then it is the end as well. Rejects with the errors of the object store and
 * with the signal's reason.
 */
export async function settleJob(
  job: AvatarJob,
  attempt: number,
  { objects, memory, ownerOf, openFetcher, converter, logger, now, retryDelaysMs = DELAYS_MS }: JobDeps,
  signal: AbortSignal,
): Promise<JobResult> {
  const { url } = job;
  const owner = ownerOf(job);
  const remembered = await memory.recall(owner, url);
  const asked = remembered !== undefined && isWorthAsking(remembered, now()) ? remembered : undefined;
  if (remembered !== undefined && asked === undefined) return { outcome: remembered, isRemembered: true };

  const end = async (
    outcome: Omit<AvatarOutcome, 'triedAt' | 'etag'> & Partial<AvatarOutcome>,
  ): Promise<JobResult> => {
    const settled = { etag: null, ...outcome, triedAt: now() };
    await memory.keep(owner, url, settled);
    return { outcome: settled, isRemembered: false };
  };

  let found: { picture: Uint8Array; etag: string | null } | null;
  try {
    const fetcher = await openFetcher();
    const use = async (bytes: Buffer, etag: string | null) => ({
      picture: await converter.convert(bytes),
      etag,
    });
    found = await fetcher.fetch(url, use, signal, asked?.etag);
  } catch (error) {
    signal.throwIfAborted();
    const fault = toFault(error, logger);
    // What is stored is better than nothing.
    if (asked !== undefined && !fault.isPermanent) return { outcome: asked, isRemembered: true };
    if (fault.isPermanent) return end({ key: null, reason: fault.message, isPassing: false });
    const delayMs = retryDelaysMs[attempt - 1];
    if (delayMs === undefined) return end({ key: null, reason: fault.message, isPassing: true });
    const atLeastMs = Math.max(delayMs, fault.retryAfterMs ?? 0);
    const jittered = Math.round(atLeastMs * (1 + JITTER * Math.random()));
    return { again: { kind: 'retry', reason: fault.message, delayMs: jittered } };
  }
  if (found === null) {
    if (asked === undefined) throw new Error('A picture without a validator was not modified');
    return end(asked);
  }
  const object = avatarObject(found.picture, 'webp', owner);
  // The picture comes first: neither the memory nor an event may name one that is not there.
  await objects.put(object.key, object.bytes, { contentType: object.contentType, immutable: true });
  return end({ key: object.key, reason: null, isPassing: false, etag: found.etag });
}

function toFault(error: unknown, logger: Logger): AvatarFault {
  if (error instanceof AvatarFault) return error;
  logger.error({ err: error }, 'a picture could not be processed');
  return new AvatarFault('could not be processed', { isPermanent: false, cause: error });
}
