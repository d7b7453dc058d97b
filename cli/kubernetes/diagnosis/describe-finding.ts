import { describeRef } from '../objects.ts';
import type { Evidence, Finding } from './finding.ts';

const LABELS: Readonly<Record<Evidence['kind'], string>> = {
  event: 'event',
  condition: 'condition',
  exit: 'exit',
  log: 'log',
  probe: 'answer',
  field: 'seen',
};
const CONSEQUENCES = 5;

/** `Deployment/api: CAUSE`, the evidence and what follows, each on a line of its own. */
export function describeFinding({ object, pod, cause, evidence, consequences }: Finding): string {
  const shown = evidence.map(({ kind, text }) => `  ${LABELS[kind]}: ${text}`);
  const own = pod === null || pod === object.name ? [] : [`  pod: ${pod}`];
  const under = consequences.map((one) => `  therefore ${describeRef(one.object)}: ${one.cause}`);
  const more = under.length - CONSEQUENCES;
  return [
    `${describeRef(object)}: ${cause}`,
    ...own,
    ...shown,
    ...under.slice(0, CONSEQUENCES),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}
