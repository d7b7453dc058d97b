import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '#cli/http/endpoint.ts';
import { send } from '#cli/http/request.ts';
import { assertAnswers } from '#cli/kubernetes/assert-answers.ts';
import { wholeBytes } from '#cli/kubernetes/capacity/quantity.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef } from '#cli/kubernetes/objects.ts';
import { assessReadiness } from '#cli/kubernetes/readiness/assess-readiness.ts';
import type { ObjectReadiness } from '#cli/kubernetes/readiness/object-readiness.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import type { Service } from '#cli/kubernetes/readiness/service.ts';
import { balancerAddress } from '#cli/kubernetes/readiness/service.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { View } from '#cli/kubernetes/watch/view.ts';
import { openView } from '#cli/kubernetes/watch/view.ts';
import type { Event, EventOf, InstanceState } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import type { PlatformStats, Readiness } from '#contract/health.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { readText } from '#lib/read-text.ts';
import type { StatusRequest } from '../target.ts';
import type { Connection } from './connection.ts';
import type { Forwards } from './endpoint.ts';
import type { Kubernetes } from './kubernetes.ts';
import { readinessHint } from './readiness-hint.ts';
import type { CredentialsMatch } from './secrets/compare-credentials.ts';
import { readMatch } from './secrets/ensure-credentials.ts';
import type { Claim } from './teardown/claim.ts';
import { readVolumeUse } from './teardown/volume-use.ts';
import { claimSize } from './teardown/volumes.ts';

type Cluster = NonNullable<EventOf<'status'>['cluster']>;
type Workload = Cluster['workloads'][number];
interface Asked {
  readiness: Readiness | null;
  stats: PlatformStats | null;
  used: ReadonlyMap<string, number>;
  /** `null` when the Secret cannot be read. */
  credentials: CredentialsMatch | null;
}

/** What is shown changes no more often than a person reads. */
const WATCH_PAUSE_MS = 1_000;
/** The instance is asked again after this time, also when nothing changed in the cluster. */
const ASK_AGAIN_MS = 5_000;
const ASK_TIMEOUT_MS = 5_000;
const VERSION_LABEL = 'app.kubernetes.io/version';

/** One `status` event; with `watch` another for each change. A part that does not tell is left out, not an error. */
export async function* describeStatus(
  kube: Kubernetes,
  { signal, watch = false }: StatusRequest,
  forwards: Forwards,
): AsyncGenerator<Event> {
  const connection = await kube.connect();
  await assertAnswers(connection.client, signal);
  const view = openView(connection.client, { namespace: kube.namespace, signal });
  let told = '';
  try {
    await view.listed;
    signal.throwIfAborted();
    do {
      const asked = await askPlatform(kube, view, connection, forwards, signal);
      const status = toStatus(kube, connection, view, asked);
      const words = JSON.stringify(status);
      if (words !== told) yield status;
      told = words;
      if (watch) await nextLook(view, signal);
    } while (watch && !signal.aborted);
  } finally {
    view.close();
  }
}

async function nextLook(view: View, signal: AbortSignal): Promise<void> {
  await sleep(WATCH_PAUSE_MS, undefined, { signal }).catch(() => {});
  using limit = startDeadline(ASK_AGAIN_MS, { signal });
  await view.changed(limit.signal);
}

async function askPlatform(
  kube: Kubernetes,
  view: View,
  { client }: Connection,
  forwards: Forwards,
  signal: AbortSignal,
): Promise<Asked> {
  const runs = (name: string) =>
    view
      .all(RESOURCES.pod)
      .some(
        ({ metadata, ...pod }) =>
          metadata.labels?.['app.kubernetes.io/name'] === name && (pod as Pod).status?.phase === 'Running',
      );
  using limit = startDeadline(ASK_TIMEOUT_MS, { signal });
  const within = limit.signal;
  const [readiness, stats, used, credentials] = await Promise.all([
    runs('api') ? ask<Readiness>(() => forwards.endpoint('admin', 'api'), '/readyz?verbose', within) : null,
    runs('indexer')
      ? ask<PlatformStats>(() => forwards.endpoint('admin', 'indexer'), '/stats', within)
      : null,
    readVolumeUse(client, kube.namespace, view.all(RESOURCES.pod), within),
    readMatch(kube, client, within).catch(() => null),
  ]);
  signal.throwIfAborted();
  return { readiness, stats, used, credentials };
}

async function ask<T>(open: () => Promise<Endpoint>, path: string, signal: AbortSignal): Promise<T | null> {
  try {
    const answer = await send(await open(), path, { signal });
    const text = await readText(answer);
    return answer.statusCode === 200 || answer.statusCode === 503 ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

function toStatus(
  kube: Kubernetes,
  { client, state }: Connection,
  view: View,
  { readiness, stats, used, credentials }: Asked,
): EventOf<'status'> {
  const assessed = [...view.all(RESOURCES.statefulSet), ...view.all(RESOURCES.deployment)].map((object) => ({
    object,
    own: assessReadiness(object, view.related(), kube.clock()),
  }));
  const workloads = assessed.map(({ object, own }) => toWorkload(object, own, view));
  const claims = view.all(RESOURCES.claim) as Claim[];
  const service = view.all(RESOURCES.service).find(({ metadata }) => metadata.name === 'api-service') as
    | Service
    | undefined;
  const well = workloads.length > 0 && workloads.every(({ status }) => status === 'current');
  const unfit = credentials !== null && credentials.state !== 'fits';
  const ready =
    workloads.length === 0 ? null : !unfit && (readiness?.ready ?? (state?.url ? false : well)) && well;
  const { context, server } = client.identity;
  const platform = toState(workloads, claims);
  return event({
    type: 'status',
    name: kube.name,
    target: 'kubernetes',
    state: platform,
    message: describe(platform, ready, workloads),
    url: state?.url ?? null,
    pid: null,
    version: workloads.find(({ name }) => name === 'api')?.version ?? null,
    started_at: null,
    services: assessed
      .filter(({ object }) => object.kind === 'Deployment')
      .map(({ object }) => object.metadata.name),
    ready,
    checks: [
      ...(unfit ? [credentialsCheck(credentials)] : []),
      ...assessed
        .filter(({ own }) => own.status !== 'current')
        .map(({ object, own }) => ({
          name: describeRef({ kind: object.kind, name: object.metadata.name }),
          ok: false,
          detail: own.reason,
          hint: readinessHint(own) ?? null,
        })),
      ...(readiness?.checks ?? []).map((check) => ({ ...check, hint: check.hint ?? null })),
    ],
    documents: stats?.documents ?? null,
    queues: (stats?.queues ?? []).map(({ name, ready: waiting, in_flight, delayed, dead }) => ({
      name,
      ready: waiting,
      in_flight,
      delayed,
      dead,
    })),
    rss_bytes: null,
    stores: [],
    cluster: {
      context,
      server,
      namespace: kube.namespace,
      workloads,
      volumes: claims.map((claim) => toVolume(claim, used)),
      address: service ? balancerAddress(service) : null,
    },
  });
}

function credentialsCheck({ state, keys }: CredentialsMatch): EventOf<'status'>['checks'][number] {
  const detail = `the Secret ${state === 'lost' ? 'is missing or incomplete' : 'was changed'}: ${keys.join(', ')}`;
  return { name: 'credentials', ok: false, detail, hint: { command: ['secrets', 'restore'] } };
}

function toWorkload(object: KubeObject, { status, reason }: ObjectReadiness, view: View): Workload {
  const { spec, status: state } = object as KubeObject & {
    spec?: { replicas?: number };
    status?: { readyReplicas?: number };
  };
  const name = object.metadata.name;
  const pods = view
    .all(RESOURCES.pod)
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === name) as Pod[];
  const restarts = pods
    .flatMap((pod) => pod.status?.containerStatuses ?? [])
    .reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  return {
    kind: object.kind,
    name,
    version: object.metadata.labels?.[VERSION_LABEL] ?? null,
    ready: state?.readyReplicas ?? 0,
    wanted: spec?.replicas ?? 1,
    restarts,
    status,
    message: reason,
  };
}

function toVolume(claim: Claim, used: ReadonlyMap<string, number>): Cluster['volumes'][number] {
  const size = claimSize(claim);
  return {
    name: claim.metadata.name,
    phase: claim.metadata.deletionTimestamp ? 'Terminating' : (claim.status?.phase ?? 'Pending'),
    bytes: size === null ? null : wholeBytes(size),
    used_bytes: used.get(claim.metadata.name) ?? null,
    created_at: claim.metadata.creationTimestamp ?? null,
  };
}

function toState(workloads: readonly Workload[], claims: readonly Claim[]): InstanceState {
  if (workloads.length === 0) return claims.length > 0 ? 'stopped' : 'absent';
  if (workloads.some(({ status }) => status === 'failed')) return 'unresponsive';
  return workloads.every(({ ready, wanted }) => ready >= wanted) ? 'running' : 'starting';
}

function describe(state: InstanceState, ready: boolean | null, workloads: readonly Workload[]): string {
  if (state === 'absent') return 'does not exist';
  if (state === 'stopped') return 'is stopped; its data is kept';
  const laggards = workloads.filter(({ status }) => status !== 'current').map(({ name }) => name);
  if (laggards.length > 0)
    return `${state === 'unresponsive' ? 'is unresponsive' : 'is not ready'}: ${laggards.join(', ')}`;
  return ready ? 'is running' : 'is running, but not ready';
}
