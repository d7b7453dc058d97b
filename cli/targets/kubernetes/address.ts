import { setTimeout as sleep } from 'node:timers/promises';
import { AbortError, NotReadyError } from '#cli/errors.ts';
import type { Endpoint } from '#cli/http/endpoint.ts';
import { send } from '#cli/http/request.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { latestWarning, shorten } from '#cli/kubernetes/readiness/common.ts';
import { NOTHING_RELATED } from '#cli/kubernetes/readiness/object-readiness.ts';
import type { Service } from '#cli/kubernetes/readiness/service.ts';
import { assessService, balancerAddress } from '#cli/kubernetes/readiness/service.ts';
import { waitForName } from '#cli/kubernetes/resolve-name.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { View } from '#cli/kubernetes/watch/view.ts';
import { openView } from '#cli/kubernetes/watch/view.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note, step } from '#cli/output/events/events.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { readText } from '#lib/read-text.ts';
import type { UpRequest } from '../target.ts';
import type { Forwards } from './endpoint.ts';
import type { Kubernetes } from './kubernetes.ts';

export interface PublicAddress {
  /** For a person. */
  shown: string;
  /** For the next command; `null` where the way in is through the API server. */
  remembered: string | null;
}

const SERVICE = 'api-service';
/** Each has a time of its own: what went wrong is then known by name. */
const LIMITS_MS = { balancer: 6 * 60_000, name: 5 * 60_000, answer: 5 * 60_000 };
const ANSWER_POLL_MS = 100;

/** From the balancer's address over its name to an answer of `/readyz`, and then a search. */
export async function* reachPublic(
  kube: Kubernetes,
  client: KubeClient,
  forwards: Forwards,
  { signal, flags }: UpRequest,
): AsyncGenerator<Event, PublicAddress> {
  const answers = flags?.until !== 'workloads';
  const limits = { ...LIMITS_MS, ...flags?.phaseTimeout };
  const service = await client.get<Service>(
    { apiVersion: 'v1', kind: 'Service', namespace: kube.namespace, name: SERVICE },
    signal,
  );
  const through = `${client.identity.server}/api/v1/namespaces/${kube.namespace}/services/${SERVICE}:http/proxy`;
  if (service?.spec?.type !== 'LoadBalancer') {
    if (answers) yield* askThrough(await forwards.direct('api'), limits.answer, signal);
    yield note('no_balancer', 'No load balancer: queries go through the API server');
    return { shown: through, remembered: null };
  }
  const address = yield* waitForAddress(kube, client, limits.balancer, signal);
  const url = `${secure(service) ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}`;
  if (answers) {
    if (kube.inService) yield* kube.inService(address, signal);
    const naming = step('name', `Waiting until ${address} resolves`);
    yield naming.started;
    await bounded(limits.name, signal, `The name ${address} does not resolve`, (within) =>
      waitForName(address, within),
    );
    yield naming.done(`${address} resolves`);
    yield* askThrough({ url, proof: null }, limits.answer, signal);
  }
  return { shown: url, remembered: url };
}

/** With a certificate the balancer speaks TLS, and its name is not its own. */
function secure({ spec }: Service): boolean {
  return spec?.ports?.every(({ port }) => port === 443) ?? false;
}

async function* waitForAddress(
  kube: Kubernetes,
  client: KubeClient,
  limitMs: number,
  signal: AbortSignal,
): AsyncGenerator<Event, string> {
  const waiting = step('balancer', 'Waiting for the load balancer');
  yield waiting.started;
  using limit = startDeadline(limitMs, { signal });
  const within = limit.signal;
  const view = openView(client, { namespace: kube.namespace, signal: within });
  let told = '';
  try {
    await view.listed;
    for (;;) {
      if (within.aborted) throw noBalancer(view, signal);
      const service = findService(view);
      const readiness =
        service &&
        assessService(service, { ...NOTHING_RELATED, events: view.related().events }, kube.clock());
      const address = service ? balancerAddress(service) : null;
      if (readiness && readiness.reason !== told) {
        told = readiness.reason;
        const { status, reason: message, condition = null } = readiness;
        yield event({
          type: 'object',
          step: 'balancer',
          kind: 'Service',
          name: SERVICE,
          status,
          message,
          condition,
        });
      }
      if (address !== null) {
        yield waiting.done(`The load balancer is ${address}`);
        return address;
      }
      await view.changed(within);
    }
  } finally {
    view.close();
  }
}

function findService(view: View): Service | undefined {
  return view.all(RESOURCES.service).find(({ metadata }) => metadata.name === SERVICE) as Service | undefined;
}

function noBalancer(view: View, signal: AbortSignal): unknown {
  if (signal.reason instanceof AbortError) return signal.reason;
  const service = findService(view);
  const warning = service && latestWarning(service, view.related().events, ['SyncLoadBalancerFailed']);
  const why = warning
    ? `: ${shorten(warning.message ?? '')}`
    : '; the cluster may have no load balancer controller';
  return new NotReadyError(`Service/${SERVICE} has no load balancer${why}`, {
    code: 'no_balancer',
    hint: { text: 'to run without one, set service_type: ClusterIP in influscope.yaml' },
    laggards: [`Service/${SERVICE}`],
    cause: signal.reason,
  });
}

async function* askThrough(endpoint: Endpoint, limitMs: number, signal: AbortSignal): AsyncGenerator<Event> {
  const asking = step('answer', 'Waiting for the API to respond');
  yield asking.started;
  await bounded(limitMs, signal, `${endpoint.url}/readyz does not return status 200`, async (within) => {
    while (!(await isWell(endpoint, '/readyz', within)))
      await sleep(ANSWER_POLL_MS, undefined, { signal: within });
  });
  await bounded(limitMs, signal, `${endpoint.url}/search does not answer`, async (within) => {
    while (!(await isWell(endpoint, '/search?q=influscope&limit=1', within, [401])))
      await sleep(ANSWER_POLL_MS, undefined, { signal: within });
  });
  yield asking.done('The API and search are responding');
}

/** One question with a time of its own: a balancer that is not there yet may swallow it. */
async function isWell(
  endpoint: Endpoint,
  path: string,
  signal: AbortSignal,
  also: readonly number[] = [],
): Promise<boolean> {
  using attempt = startDeadline(5_000, { signal });
  try {
    const answer = await send(endpoint, path, { signal: attempt.signal });
    await readText(answer);
    const { statusCode = 0 } = answer;
    // An API that asks for a key responds.
    return (statusCode >= 200 && statusCode < 300) || also.includes(statusCode);
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function bounded<T>(
  limitMs: number,
  signal: AbortSignal,
  message: string,
  work: (within: AbortSignal) => Promise<T>,
): Promise<T> {
  using limit = startDeadline(limitMs, { signal });
  try {
    return await work(limit.signal);
  } catch (cause) {
    if (signal.reason instanceof AbortError || !limit.signal.aborted)
      throw signal.aborted ? signal.reason : cause;
    throw new NotReadyError(message, {
      code: 'address_not_ready',
      hint: { text: 'the log of the API shows more', command: ['logs', 'api'] },
      laggards: [`Service/${SERVICE}`],
      cause,
    });
  }
}
