import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import type { Service } from '#cli/kubernetes/readiness/service.ts';
import { fromField } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { isReady } from '../facts.ts';
import { labelsOf, matchesLabels, workloads } from '../links.ts';
import type { Rule, RuleFamily } from '../rule.ts';
import { AT_ONCE, NEVER } from '../rule.ts';
import type { PodSpec } from '../specs.ts';

const selecting = (facts: Facts) =>
  facts
    .of<Service>('Service')
    .filter(({ spec, metadata }) => spec?.selector !== undefined && metadata.deletionTimestamp === undefined);
const selected = (facts: Facts, { spec }: Service): readonly Pod[] =>
  facts.pods.filter(({ metadata }) => matchesLabels(metadata.labels, spec?.selector));
const describe = (labels: Record<string, string> = {}) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');

/** Specifications of the pods that a service selects; without a pod those of the workloads. */
function selectedSpecs(facts: Facts, service: Service): PodSpec[] {
  const pods = selected(facts, service);
  if (pods.length > 0) return pods.map(({ spec }) => spec as PodSpec);
  return workloads(facts)
    .filter((one) => matchesLabels(labelsOf(one), service.spec?.selector))
    .flatMap(({ spec }) => spec?.template?.spec ?? []);
}

/** Ports of a service that none of these pods has. */
function wrongPorts({ spec }: Service, pods: readonly PodSpec[]): string[] {
  const ports = pods.flatMap(({ containers = [] }) => containers.flatMap(({ ports: own = [] }) => own));
  return (spec?.ports ?? [])
    .map(({ port, targetPort = port }) => targetPort)
    .filter((target) =>
      typeof target === 'string'
        ? !ports.some(({ name }) => name === target)
        : ports.length > 0 && !ports.some(({ containerPort }) => containerPort === target),
    )
    .map(String);
}

const RULES: Rule[] = [
  {
    code: 'selector_matches_nothing',
    title: 'The selector of a Service matches no pod',
    evidence: 'No pod, and no template of a workload, has the labels of the selector.',
    advice: '`influscope deploy` restores the selector. For your own Service, correct it.',
    ends: AT_ONCE,
    find: (facts) =>
      selecting(facts)
        .filter((service) => selected(facts, service).length === 0)
        .filter(
          ({ spec }) =>
            workloads(facts).length > 0 &&
            !workloads(facts).some((one) => matchesLabels(labelsOf(one), spec?.selector)),
        )
        .map((service) => ({
          object: { kind: 'Service', name: service.metadata.name },
          cause: `its selector (${describe(service.spec?.selector)}) matches no pod`,
          evidence: [fromField(`selector: ${describe(service.spec?.selector)}`)],
          fix: { text: 'apply the configuration again', command: ['deploy'] },
          terminal: true,
        })),
  },
  {
    code: 'port_mismatch',
    title: 'A Service sends to a port that the pods do not have',
    evidence: '`targetPort` is not among the ports of the selected pods.',
    advice: '`influscope deploy` restores the ports. For your own Service, correct `targetPort`.',
    ends: AT_ONCE,
    find: (facts) =>
      selecting(facts).flatMap((service) => {
        const pods = selectedSpecs(facts, service);
        const wrong = pods.length === 0 ? [] : wrongPorts(service, pods);
        if (wrong.length === 0) return [];
        return [
          {
            object: { kind: 'Service', name: service.metadata.name },
            cause: `it sends to the port ${wrong.join(', ')}, which its pods do not have`,
            evidence: [fromField(`targetPort: ${wrong.join(', ')}`)],
            fix: { text: 'apply the configuration again', command: ['deploy'] },
            terminal: true,
          },
        ];
      }),
  },
  {
    code: 'no_endpoints',
    title: 'A Service has no ready pod',
    evidence: 'The selector matches pods, but none of them is ready.',
    advice: 'The finding above this one says why the pods are not ready.',
    ends: NEVER,
    quiet: true,
    symptom: true,
    find: (facts) =>
      selecting(facts)
        .filter((service) => {
          // Pods of an earlier revision serve, too.
          const pods = facts
            .of<Pod>('Pod')
            .filter(({ metadata }) => matchesLabels(metadata.labels, service.spec?.selector));
          return pods.length > 0 && !pods.some((pod) => isReady(pod));
        })
        .map((service) => ({
          object: { kind: 'Service', name: service.metadata.name },
          cause: 'none of its pods is ready',
          evidence: [
            fromField(
              `pods: ${selected(facts, service)
                .map(({ metadata }) => metadata.name)
                .join(', ')}`,
            ),
          ],
          fix: { text: 'show why', command: ['explain'] },
          terminal: false,
        })),
  },
];

export const SERVICES: RuleFamily = { title: 'Services', rules: RULES };
