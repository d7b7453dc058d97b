import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import type { View } from '#cli/kubernetes/watch/view.ts';
import { createFacts } from '../facts.ts';
import type { CredentialsFacts, ProbeAnswer, RequestFault, Snapshot } from '../snapshot.ts';
import { EMPTY_SNAPSHOT } from '../snapshot.ts';
import { hasUnreadLog, readLogs } from './read-logs.ts';
import { readContext } from './read-snapshot.ts';
import { toFault } from './request-fault.ts';

export interface FollowOptions {
  client: KubeClient;
  view: View;
  namespace: string;
  clock(): number;
  signal: AbortSignal;
  /** Facts that only InfluScope knows. */
  credentials(signal: AbortSignal): Promise<CredentialsFacts | null>;
  /** Asks the readiness of pods that run and are not ready. */
  answers(snapshot: Snapshot, signal: AbortSignal): Promise<ProbeAnswer[]>;
}

/** What a wait knows of the cluster: objects by watches, the rest read again now and then. */
export interface Follower {
  snapshot(): Snapshot;
  /** Reads the rest again if it is due. Returns when to look again. */
  refresh(onNews: () => void): number;
}

const FIRST_MS = 1_000;
const EVERY_MS = 5_000;
/** The API server may stop answering while the rest is read. */
const WATCH_MS = 1_000;
/** A restart of the API server takes about as long. */
const AWAY_MS = 3_000;
/** Reads in a row that fail for the same reason: an API server that starts may refuse a user for a moment. */
const REFUSALS = 2;
const RETRY_MS = 2_000;

type Rest = Pick<Snapshot, 'objects' | 'listed' | 'logs' | 'credentials' | 'answers'>;

export function followCluster(options: FollowOptions): Follower {
  const { client, view, namespace, clock, signal } = options;
  let rest: Rest = EMPTY_SNAPSHOT;
  const since = clock();
  let dueAt = since + FIRST_MS;
  let reading: AbortController | null = null;
  let isReadingLogs = false;
  let tell = () => {};
  let wasAway = false;
  let refusals: RequestFault[] = [];

  const snapshot = (): Snapshot => {
    const { events } = view.related();
    const watched: KubeObject[] = view.watched();
    return {
      ...EMPTY_SNAPSHOT,
      ...rest,
      namespace,
      now: clock(),
      objects: [...watched, ...rest.objects],
      events,
      since,
      fault: readFault(client) ?? refusals[REFUSALS - 1] ?? null,
    };
  };
  const read = async (bound: AbortSignal) => {
    const context = await readContext(client, namespace, bound);
    const known = snapshot();
    const [logs, credentials, answers] = await Promise.all([
      readLogs(client, createFacts(known), bound),
      options.credentials(bound).catch(() => null),
      options.answers(known, bound).catch(() => []),
    ]);
    bound.throwIfAborted();
    rest = { ...context, logs, credentials, answers };
  };
  /** What a program said before it ended may be the only proof of the cause. */
  const readNewLogs = () => {
    const facts = createFacts(snapshot());
    if (isReadingLogs || !hasUnreadLog(facts)) return;
    isReadingLogs = true;
    void readLogs(client, facts, signal)
      .then(
        (logs) => {
          rest = { ...rest, logs };
        },
        () => {},
      )
      .finally(() => {
        isReadingLogs = false;
        tell();
      });
  };
  return {
    snapshot,
    refresh(onNews) {
      tell = onNews;
      // After an outage the watches come first: they tell what has become ready.
      if (client.reachability.awayMs() > 0) {
        reading?.abort();
        wasAway = true;
        return clock() + WATCH_MS;
      }
      if (wasAway) dueAt = clock() + FIRST_MS;
      wasAway = false;
      readNewLogs();
      if (reading) return clock() + WATCH_MS;
      if (clock() < dueAt) return dueAt;
      reading = new AbortController();
      void read(AbortSignal.any([signal, reading.signal]))
        .then(
          () => {
            refusals = [];
          },
          (error: unknown) => {
            const fault = toFault(error);
            // Open watches outlive the credentials. An API server that does not answer is seen elsewhere.
            if (fault === null || fault.kind === 'unreachable') refusals = [];
            else refusals.push(fault);
          },
        )
        .finally(() => {
          reading = null;
          dueAt = clock() + (refusals.length > 0 ? RETRY_MS : EVERY_MS);
          tell();
        });
      return clock() + WATCH_MS;
    },
  };
}

function readFault({ reachability, identity, signInFault }: KubeClient): RequestFault | null {
  const awayMs = reachability.awayMs();
  if (awayMs < AWAY_MS) return null;
  const signIn = signInFault();
  if (signIn) return { kind: 'sign-in', message: signIn.message, passes: true };
  const message = `${identity.server} has not answered for ${Math.round(awayMs / 1_000)} s`;
  return { kind: 'unreachable', message };
}
