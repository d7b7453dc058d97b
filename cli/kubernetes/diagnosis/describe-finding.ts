import { EVIDENCE_LABELS } from '#cli/output/text/evidence-labels.ts';
import { describeRef } from '../objects.ts';
import type { Finding } from './finding.ts';

const CONSEQUENCES = 5;

/** `Deployment/api: CAUSE`, the evidence and what follows, each on a line of its own. */
export function describeFinding({ object, pod, cause, evidence, consequences }: Finding): string {
  const shown = evidence.map(({ kind, text }) => `  ${EVIDENCE_LABELS[kind]}: ${text}`);
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
