import { InfluscopeError } from '#cli/errors.ts';
import type { SweptAccount } from './account.ts';
import { isFatal, listKinds } from './list-kinds.ts';
import { ownership } from './ownership.ts';
import type { AwsResource } from './resource.ts';
import type { Wave } from './waves.ts';
import { BILLING_PARTS, PARTS_OF_A_CLUSTER, STACK_TAG } from './waves.ts';

/** Progress of one resource. */
export interface SweepProgress {
  resource: AwsResource;
  status: 'going' | 'gone' | 'stuck';
  /** Why it stays, or what it waits for. */
  message: string;
}

export interface SweepOptions {
  account: SweptAccount;
  waves: readonly Wave[];
  /** Which of the cluster's resources to delete. */
  wanted: (resource: AwsResource) => boolean;
  /** How often all waves run: a later wave may delete what blocked an earlier one. */
  rounds: number;
  clock: () => number;
  /** Waits before the next poll, longer each time. */
  pause: (attempt: number, signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
}

export interface SweepResult {
  /** Every deleted resource. */
  gone: AwsResource[];
  left: Left[];
}

export interface Left {
  resource: AwsResource;
  why: string;
}

/** Deletion requests per resource and round, within the time of its wave. */
const TRIES = 30;
/** Polls until a resource that another one holds counts as stuck. */
const LOOKS_AT_HELD = 8;
/** Time limit for the waves of later rounds. */
const LATER_PATIENCE_MS = 60_000;
/** Parallel deletion requests. */
const AT_ONCE = 4;

/**
 * Deletes the cluster's resources in waves, and polls each wave until it is gone: a resource exists as long as AWS lists it. A
 * resource that cannot be deleted blocks neither the others nor the next wave. Rejects with a fatal error, or with the
 * signal's reason.
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
  /** A retry cannot help. */
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
      yield { resource, status: 'gone', message: 'deleted' };
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
      if (!tries.has(key)) yield { resource, status: 'going', message: 'deleting' };
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
        : `is deleted with the ${holder.resource.kind} ${holder.resource.name}`;
    left.set(key, { resource, why, final: holder?.final ?? tried?.final ?? false });
    // The holder is reported instead.
    if (holder === null) yield { resource, status: 'stuck', message: why };
  }
}

/** After the first round only slow kinds get their full time. */
function patienceFor({ kinds, patienceMs }: Wave, round: number): number {
  const slow = kinds.some((kind) => kind === 'stack' || kind === 'cluster' || kind === 'nodegroup');
  return round === 1 || slow ? patienceMs : Math.min(patienceMs, LATER_PATIENCE_MS);
}

/**
 * The remaining cluster or stack that a resource is part of. Its parts stay with it, except for those that bill in the `last`
 * round.
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

/** Resources of a kind that can no longer be listed count as existing. */
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

/** AWS is deleting it. */
function isGoing({ state }: AwsResource): boolean {
  return /^(?:deleting|shutting-down|delete_in_progress)$/i.test(state);
}

function mayTry(resource: AwsResource, tried: Try | undefined): boolean {
  if (resource.heldBy !== null || isGoing(resource) || tried?.final) return false;
  // A failed stack fails again until a later wave deletes what blocks it.
  const most = resource.kind === 'stack' && resource.state === 'DELETE_FAILED' ? 1 : TRIES;
  return (tried?.count ?? 0) < most;
}

function waitsFor({ heldBy, state }: AwsResource): string {
  return heldBy === null ? `still exists (${state})` : `is in use by ${heldBy}`;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
}
