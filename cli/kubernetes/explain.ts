import { oneLine } from '#cli/output/text/format.ts';
import { maskSecrets } from '#cli/output/text/mask.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { readText } from '#lib/read-text.ts';
import type { KubeClient } from './client/client.ts';
import type { KubeEvent } from './objects.ts';
import { eventTime } from './objects.ts';
import type { ObjectReadiness } from './readiness/object-readiness.ts';
import { RESOURCES, resourcePath } from './resources.ts';
import type { ObjectState } from './watch/wait.ts';
import { describeState } from './watch/wait.ts';

const LOG_LINES = 5;
const LOG_TIMEOUT_MS = 5_000;

/** What a person needs to know of a failure: the object, the condition, the event, the last words of its container. */
export async function explainState(
  client: KubeClient,
  namespace: string,
  state: ObjectState,
  events: readonly KubeEvent[],
  signal: AbortSignal,
): Promise<string> {
  const { condition, container } = state.readiness;
  const event = lastEvent(state, events);
  const log = container ? await lastLines(client, namespace, container, signal) : [];
  return [
    describeState(state),
    ...(condition === undefined ? [] : [`  condition: ${condition}`]),
    ...(event === undefined ? [] : [`  event: ${event.reason}: ${oneLine(event.message ?? '')}`]),
    ...(log.length === 0
      ? []
      : [
          `  log of ${container?.pod} (${container?.name}):`,
          ...log.map((line) => `    ${oneLine(maskSecrets(line))}`),
        ]),
  ].join('\n');
}

function lastEvent({ ref, readiness }: ObjectState, events: readonly KubeEvent[]): KubeEvent | undefined {
  const names = [readiness.container?.pod, /Pod\/(\S+)/.exec(readiness.reason)?.[1], ref.name];
  return names
    .flatMap((name) =>
      name === undefined ? [] : events.filter(({ involvedObject }) => involvedObject.name === name),
    )
    .filter(({ message = '' }) => !readiness.reason.includes(oneLine(message)))
    .toSorted((a, b) => eventTime(b) - eventTime(a))[0];
}

/** Of the run before, where there was one; what cannot be had is left out. */
async function lastLines(
  client: KubeClient,
  namespace: string,
  { pod, name, previous }: NonNullable<ObjectReadiness['container']>,
  signal: AbortSignal,
): Promise<string[]> {
  using limit = startDeadline(LOG_TIMEOUT_MS, { signal });
  const bounded = limit.signal;
  const path = `${resourcePath(RESOURCES.pod, { namespace, name: pod })}/log`;
  for (const which of previous ? ['true', 'false'] : ['false']) {
    try {
      const query = new URLSearchParams({ container: name, previous: which, tailLines: String(LOG_LINES) });
      const text = await readText(
        await client.stream(`${path}?${query}`, `Log of ${pod}`, { signal: bounded }),
      );
      const lines = text
        .trim()
        .split('\n')
        .filter((line) => line !== '');
      if (lines.length > 0) return lines;
    } catch {
      signal.throwIfAborted();
    }
  }
  return [];
}
