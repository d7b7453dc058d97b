import { UserError } from '#cli/errors.ts';
import { diagnose, flatten } from '#cli/kubernetes/diagnosis/diagnose.ts';
import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import type { Snapshot } from '#cli/kubernetes/diagnosis/snapshot.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note } from '#cli/output/events/events.ts';
import { withoutValues } from '#cli/output/text/mask-deep.ts';
import type { ExplainRequest } from '#cli/targets/target.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { PART_OF, PRODUCT } from '../names.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** One `finding` event for each root cause; with `object` those about it, and the roots of what it suffers from. */
export async function* explain(kube: Kubernetes, { object, signal }: ExplainRequest): AsyncGenerator<Event> {
  const { snapshot, secrets } = await takeSnapshot(kube, signal);
  const all = withoutValues(diagnose(snapshot), secrets).filter((one) => !isForeign(snapshot, one));
  const name = object === null ? null : findName(snapshot, object, all);
  const findings = name === null ? all : all.filter((one) => isAbout(one, name));
  for (const one of findings) yield findingEvent(one);
  if (findings.length > 0) return;
  const objects = snapshot.objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  if (name === null && objects.length === 0)
    yield note('not_running', `No instance runs in the namespace "${kube.namespace}"`, { command: ['up'] });
  else yield note('nothing_wrong', `Nothing is wrong with ${name ?? `the instance "${kube.name}"`}`);
}

const OWNED_KINDS = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'Pod',
  'Service',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
]);

/** About an object that someone else made in the namespace. */
export function isForeign({ objects }: Snapshot, { object }: Finding): boolean {
  if (!OWNED_KINDS.has(object.kind)) return false;
  const found = objects.find(({ kind, metadata }) => kind === object.kind && metadata.name === object.name);
  return found !== undefined && found.metadata.labels?.[PART_OF] !== PRODUCT;
}

export function findingEvent({
  code,
  object,
  pod,
  cause,
  evidence,
  fix,
  terminal,
  consequences,
}: Finding): Event {
  return event({
    type: 'finding',
    code,
    kind: object.kind,
    name: object.name,
    pod,
    cause,
    evidence: evidence.map(({ kind, text }) => ({ kind, text })),
    fix,
    terminal,
    consequences: flatten(consequences).map((one) => ({
      code: one.code,
      kind: one.object.kind,
      name: one.object.name,
      cause: one.cause,
    })),
  });
}

/** `api`, `deployment/api` or a pod's name, as `Kind/name`. Throws a `UserError` for what is not there. */
function findName({ objects }: Snapshot, given: string, findings: readonly Finding[]): string {
  const [kind, name] = given.includes('/') ? given.split('/', 2) : [null, given];
  const order = ['Deployment', 'StatefulSet', 'Pod', 'Service'];
  const known = [
    ...objects.map((one) => ({ kind: one.kind, name: one.metadata.name })),
    ...flatten(findings).map((one) => one.object),
  ];
  const matches = known.filter(
    (one) => one.name === name && (kind === null || one.kind.toLowerCase() === kind.toLowerCase()),
  );
  const [best] = matches.toSorted((a, b) => rank(a.kind) - rank(b.kind));
  if (best) return `${best.kind}/${best.name}`;
  throw new UserError(`There is no object "${given}" in the instance`, {
    code: 'object_unknown',
    hint: { text: 'show all findings', command: ['explain'] },
  });

  function rank(one: string): number {
    const at = order.indexOf(one);
    return at < 0 ? order.length : at;
  }
}

function isAbout(finding: Finding, name: string): boolean {
  return flatten([finding]).some(
    (one) => one.touches.includes(name) || (one.pod !== null && `Pod/${one.pod}` === name),
  );
}
