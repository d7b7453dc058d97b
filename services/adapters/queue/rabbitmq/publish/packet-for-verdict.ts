import type { Verdict } from '#ports/queue.ts';
import type { RetryLadder } from '../consume/retry-ladder.ts';
import type { BrokerQueues } from '../link/topology.ts';
import type { Packet, Received } from '../message.ts';
import { bury, forward } from '../message.ts';

export interface VerdictRules {
  queues: BrokerQueues;
  ladder: RetryLadder;
  maxAttempts: number;
}

/** Destination of a message that is not done; `undefined` when it is done. */
export function packetForVerdict(one: Received, verdict: Verdict, rules: VerdictRules): Packet | undefined {
  const { queues, ladder, maxAttempts } = rules;
  if (verdict.kind === 'ack') return undefined;
  const retries = one.passage.retries + 1;
  if (verdict.kind === 'drop' || retries >= maxAttempts) return bury(queues.dead, one, verdict.reason);
  const { delayMs, expirationMs } = ladder.pick(retries, verdict.delayMs);
  const next = { ...one, passage: { ...one.passage, retries } };
  return forward(queues.delays.get(delayMs) ?? queues.main, next, expirationMs);
}
