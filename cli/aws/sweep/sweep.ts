import { InfluscopeError } from '#cli/errors.ts';
import type { SweptAccount } from './account.ts';
import { isFatal, listKinds } from './list-kinds.ts';
import { ownership } from './ownership.ts';
import type { AwsResource } from './resource.ts';
import type { Wave } from './waves.ts';
import { BILLING_PARTS, PARTS_OF_A_CLUSTER, STACK_TAG } from './waves.ts';

/** What is said while it works. */
export interface SweepProgress {
  resource: AwsResource;
  status: 'going' | 'gone' | 'stuck';
  /** Why it is stuck, or what it waits for. */
  message: string;
}

export interface SweepOptions {
  account: SweptAccount;
  waves: readonly Wave[];
  /** Which of the cluster's own are to go. */
  wanted: (resource: AwsResource) => boolean;
  /** How often all waves are gone through: what was in the way of a thing may have gone after it. */
  rounds: number;
  clock: () => number;
  /** Waits before the next look, longer each time. */
  pause: (attempt: number, signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
}

export interface SweepResult {
  /** Every resource that was seen and is no more. */
  gone: AwsResource[];
  left: Left[];
}

export interface Left {
  resource: AwsResource;
  why: string;
}

/** How often one resource is asked to go in one round; its wave's time may be over before. */
const TRIES = 30;
/** Looks at a thing that goes with another, until it is believed to stay. */
const LOOKS_AT_HELD = 8;
/** How long the waves of later rounds are waited for. */
const LATER_PATIENCE_MS = 60_000;
/** Deletions that are asked for at the same time. */
const AT_ONCE = 4;

/**
 * Deletes what is the cluster's own, in waves, each looked at until it is gone: what AWS still shows after a deletion was
 * asked for is there. A thing that refuses to go holds up neither the others nor the next wave. Rejects when nothing can be
 * done at all, or with the signal's reason.
 */
export async function* sweep(options: SweepOptions): AsyncGenerator<SweepProgress, SweepResult> {
  const gone = new Map<string, AwsResource>();
  let left = new Map<string, Stuck>();
  for (let round = 1; round <= options.rounds; round++) {
    left = new Map();
    for (const wave of options.waves) yield* removeWave(wave, { ...options, round }, gone, left);
    if ([...left.values()].every(({ final }) => final)) break;
  }
  return {
    gone: [...gone.values()],
    left: [...left.values()].map(({ resource, why }) => ({ resource, why })),
  };
}

interface Stuck extends Left {
  /** Asking again is of no use. */
  final: boolean;
}

interface Try {
  count: number;
  why: string | null;
  final: boolean;
}

async function* removeWave(
  wave: Wave,
  options: SweepOptions & { round: number },
  gone: Map<string, AwsResource>,
  left: Map<string, Stuck>,
): AsyncGenerator<SweepProgress> {
  const { account, signal, clock, pause, round } = options;
  const until = clock() + patienceFor(wave, round);
  const tries = new Map<string, Try>();
  const holderOf = (resource: AwsResource) => findHolder(resource, left.values(), round === options.rounds);
  let known = new Map<string, AwsResource>();
  for (let attempt = 1; ; attempt++) {
    const found = await look(wave.kinds, options, known);
    for (const [key, resource] of known) {
      if (found.has(key)) continue;
      gone.set(key, resource);
      yield { resource, status: 'gone', message: 'is gone' };
    }
    known = found;
    const free = [...found].filter(([, resource]) => holderOf(resource) === null);
    const open = free.filter(([key, resource]) => mayTry(resource, tries.get(key)));
    const looks = round === 1 ? LOOKS_AT_HELD : 2;
    const waiting = free.some(
      ([, resource]) => isGoing(resource) || (resource.heldBy !== null && attempt < looks),
    );
    if ((open.length === 0 && !waiting) || clock() >= until) break;
    for (const [key, resource] of open)
      if (!tries.has(key)) yield { resource, status: 'going', message: 'is being deleted' };
    await inParallel(open, async ([key, resource]) => {
      const count = (tries.get(key)?.count ?? 0) + 1;
      try {
        await account.remove(resource, signal);
        tries.set(key, { count, why: null, final: false });
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof InfluscopeError) || isFatal(error)) throw error;
        tries.set(key, { count, why: error.message, final: error.code === 'aws_denied' });
      }
    });
    await pause(attempt, signal);
  }
  for (const [key, resource] of known) {
    const holder = holderOf(resource);
    const tried = tries.get(key);
    const why =
      holder === null
        ? (tried?.why ?? waitsFor(resource))
        : `goes with the ${holder.resource.kind} ${holder.resource.name}`;
    left.set(key, { resource, why, final: holder?.final ?? tried?.final ?? false });
    // Of what goes with another, the other is told.
    if (holder === null) yield { resource, status: 'stuck', message: why };
  }
}

/** What was in the way in the first round is no longer waited for as long as what is only slow. */
function patienceFor({ kinds, patienceMs }: Wave, round: number): number {
  const slow = kinds.some((kind) => kind === 'stack' || kind === 'cluster' || kind === 'nodegroup');
  return round === 1 || slow ? patienceMs : Math.min(patienceMs, LATER_PATIENCE_MS);
}

/**
 * What a resource is part of, and would be taken from under: a cluster that stays, a stack that does not go yet. In the
 * `last` round what bills is taken all the same.
 */
function findHolder(resource: AwsResource, left: Iterable<Stuck>, last: boolean): Stuck | null {
  for (const stuck of left) {
    const { kind, name } = stuck.resource;
    if ((kind === 'cluster' || kind === 'nodegroup') && PARTS_OF_A_CLUSTER.has(resource.kind)) return stuck;
    if (kind === 'stack' && resource.tags[STACK_TAG] === name && !(last && BILLING_PARTS.has(resource.kind)))
      return stuck;
  }
  return null;
}

/** What may no longer be listed is taken for still there. */
async function look(
  kinds: Wave['kinds'],
  { account, wanted, signal }: SweepOptions,
  known: ReadonlyMap<string, AwsResource>,
): Promise<Map<string, AwsResource>> {
  const listed = await listKinds(account, kinds, signal, (kind) =>
    [...known.values()].filter((resource) => resource.kind === kind),
  );
  const own = listed.filter((resource) => ownership(account.cluster, resource) !== null && wanted(resource));
  return new Map(own.map((resource) => [keyOf(resource), resource]));
}

const keyOf = ({ kind, id }: AwsResource) => `${kind}/${id}`;

/** On its way out by AWS's own word. */
function isGoing({ state }: AwsResource): boolean {
  return /^(?:deleting|shutting-down|delete_in_progress)$/i.test(state);
}

function mayTry(resource: AwsResource, tried: Try | undefined): boolean {
  if (resource.heldBy !== null || isGoing(resource) || tried?.final) return false;
  // A stack that failed fails again until what is in its way has gone, with a later wave.
  const most = resource.kind === 'stack' && resource.state === 'DELETE_FAILED' ? 1 : TRIES;
  return (tried?.count ?? 0) < most;
}

function waitsFor({ heldBy, state }: AwsResource): string {
  return heldBy === null ? `is still there (${state})` : `is in use by ${heldBy}`;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
}
