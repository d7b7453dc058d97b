import type { Obstacle } from './filters.ts';
import { obstacles } from './filters.ts';
import type { NodeState, PlacedPod } from './model.ts';
import { scoreNodes } from './scores.ts';

export interface Placement {
  /** The node's name; `null` when no node takes it. */
  node: string | null;
  /** Why each node does not take it, by its name; empty for a pod that was placed. */
  obstacles: Readonly<Record<string, readonly Obstacle[]>>;
}

/** Which of that many equals is taken, from 0. */
export type Choose = (equals: number) => number;

/** Puts the pod where the scheduler would: the filters, then the most points, then by chance. Changes that node. */
export function place(pod: PlacedPod, nodes: readonly NodeState[], choose: Choose): Placement {
  const found = nodes.map((node) => ({ node, against: obstacles(pod, node, nodes) }));
  const fitting = found.filter(({ against }) => against.length === 0).map(({ node }) => node);
  if (fitting.length === 0) {
    return {
      node: null,
      obstacles: Object.fromEntries(found.map(({ node, against }) => [node.name, against])),
    };
  }
  const scores = scoreNodes(pod, fitting, nodes);
  const most = Math.max(...scores);
  const equals = fitting.filter((_, index) => scores[index] === most);
  const best = equals[choose(equals.length)] as NodeState;
  put(pod, best);
  return { node: best.name, obstacles: {} };
}

/** Counts a pod on the node. */
export function put(pod: PlacedPod, node: NodeState): void {
  node.pods.push(pod);
  node.used = {
    cpu: node.used.cpu + pod.requests.cpu,
    memory: node.used.memory + pod.requests.memory,
    pods: node.used.pods + 1,
  };
}
