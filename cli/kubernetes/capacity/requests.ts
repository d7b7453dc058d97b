import type { Amounts, PodSpec } from './model.ts';
import { milliCores, wholeBytes } from './quantity.ts';

type Wanted = Pick<Amounts, 'cpu' | 'memory'>;

/**
 * What the scheduler takes a pod to ask for: the sum of its containers and of the init containers that stay
 * (`restartPolicy: Always`), or what an init container needs while it runs, whichever is more.
 */
export function podRequests(spec: PodSpec): Amounts {
  let staying: Wanted = { cpu: 0, memory: 0 };
  let starting: Wanted = { cpu: 0, memory: 0 };
  for (const container of spec.initContainers ?? []) {
    const own = requestsOf(container.resources);
    if (container.restartPolicy === 'Always') staying = add(staying, own);
    starting = max(starting, container.restartPolicy === 'Always' ? staying : add(staying, own));
  }
  const running = (spec.containers ?? []).reduce(
    (sum, { resources }) => add(sum, requestsOf(resources)),
    staying,
  );
  return { ...add(max(running, starting), requestsOf({ requests: spec.overhead ?? {} })), pods: 1 };
}

/** A request that is left out is the limit, if there is one. */
function requestsOf(
  resources: { requests?: Record<string, string>; limits?: Record<string, string> } | undefined,
): Wanted {
  const { requests, limits } = resources ?? {};
  const cpu = requests?.cpu ?? limits?.cpu;
  const memory = requests?.memory ?? limits?.memory;
  return {
    cpu: cpu === undefined ? 0 : milliCores(cpu),
    memory: memory === undefined ? 0 : wholeBytes(memory),
  };
}

function add(a: Wanted, b: Wanted): Wanted {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory };
}

function max(a: Wanted, b: Wanted): Wanted {
  return { cpu: Math.max(a.cpu, b.cpu), memory: Math.max(a.memory, b.memory) };
}
