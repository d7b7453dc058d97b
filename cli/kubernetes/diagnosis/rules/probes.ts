import type { KubeEvent } from '#cli/kubernetes/objects.ts';
import { eventTime } from '#cli/kubernetes/objects.ts';
import type { ContainerStatus, Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromAnswer, fromEvent, fromExit, fromField, fromLog } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { isReady, timeOf } from '../facts.ts';
import type { Rule, RuleFamily } from '../rule.ts';
import { NEVER } from '../rule.ts';
import type { ContainerSpec, Probe } from '../specs.ts';

const REFUSED =
  /connection refused|context deadline exceeded|timeout|timed out|i\/o timeout|reset by peer|no route to host/i;
const FRESH_MS = 60_000;
/** Exit codes of a container that the kubelet stops. */
const KILLED = new Set([0, 137, 143]);
/** A wrong port stays wrong; a slow program gets this long besides its startup probe. */
const PORT_GRACE_MS = 30_000;
const USUAL_START_MS = 20_000;

interface Unready {
  pod: Pod;
  spec: ContainerSpec;
  status: ContainerStatus & { started?: boolean };
  probe: 'Startup' | 'Readiness' | 'Liveness';
  event: KubeEvent;
}

/** Containers that are not ready and whose probe failed lately. */
function unready(facts: Facts): Unready[] {
  return facts.pods.flatMap((pod) => {
    if (isReady(pod)) return [];
    const since = timeOf(pod.status?.startTime) ?? 0;
    const events = facts
      .events(pod, ['Unhealthy', 'ProbeError', 'ProbeWarning'])
      .filter((event) => eventTime(event) >= since);
    return facts.containers(pod).flatMap(({ spec, status, init }) => {
      if (init || status.ready || !hasRun(status)) return [];
      const own = events.filter(
        ({ involvedObject: { fieldPath } }) =>
          fieldPath === undefined || fieldPath.includes(`{${spec.name}}`),
      );
      // It crashed without a signal from the kubelet.
      if (status.state?.waiting && !KILLED.has(status.lastState?.terminated?.exitCode ?? 0)) return [];
      const event = own.find((one) => facts.now - eventTime(one) < FRESH_MS || one === own[0]);
      const probe = /^(Startup|Readiness|Liveness) probe/.exec(event?.message ?? '')?.[1] as
        | Unready['probe']
        | undefined;
      return event && probe ? [{ pod, spec, status, probe, event }] : [];
    });
  });
}

/** Before its first start no probe asks it; an event about it is of an earlier pod of the same name. */
function hasRun({ state, lastState }: ContainerStatus): boolean {
  return (
    state?.waiting === undefined ||
    (state.waiting.reason === 'CrashLoopBackOff' && lastState?.terminated !== undefined)
  );
}

function probeOf({ spec, probe }: Unready): Probe | undefined {
  return { Startup: spec.startupProbe, Readiness: spec.readinessProbe, Liveness: spec.livenessProbe }[probe];
}

function portOf(one: Unready): number | null {
  const probe = probeOf(one);
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
  if (typeof port === 'number') return port;
  return one.spec.ports?.find(({ name }) => name === port)?.containerPort ?? null;
}

/** The probe asks a port that the container does not declare. */
const isWrongPort = (one: Unready) => {
  const port = portOf(one);
  const declared = (one.spec.ports ?? []).map(({ containerPort }) => containerPort);
  return (
    port !== null && declared.length > 0 && !declared.includes(port) && REFUSED.test(one.event.message ?? '')
  );
};
/** Nothing answers on a declared port, since the start. */
const isSilent = (one: Unready) =>
  !isWrongPort(one) && one.probe !== 'Readiness' && REFUSED.test(one.event.message ?? '');

const startedAt = ({ pod, status }: Unready, now: number) =>
  timeOf(status.state?.running?.startedAt) ?? timeOf(pod.status?.startTime) ?? now;
/** Every program needs some time to start. */
const isStarting = ({ now }: Facts, one: Unready) => now - startedAt(one, now) < USUAL_START_MS;
const evidence = (facts: Facts, one: Unready) => [
  ...fromEvent(one.event),
  ...fromAnswer(facts, one.pod.metadata.name),
  ...((one.status.restartCount ?? 0) > 0 ? fromExit(one.status) : []),
  ...fromLog(facts, one.pod.metadata.name, one.spec.name),
];
const logs = ({ pod, spec }: Unready) => ({
  text: 'read the log of the container',
  shell: [['kubectl', 'logs', '-n', pod.metadata.namespace ?? 'default', pod.metadata.name, '-c', spec.name]],
});

const RULES: Rule[] = [
  {
    code: 'probe_wrong_port',
    title: 'A probe asks the wrong port',
    evidence: 'Event `Unhealthy`: connection refused, on a port that the container does not declare.',
    advice: 'Correct the port of the probe, or the port that the program listens on.',
    ends: '30 s after the container started',
    find: (facts) =>
      unready(facts)
        .filter(isWrongPort)
        .map((one) => ({
          object: facts.ownerOf(one.pod),
          pod: one.pod.metadata.name,
          cause: `the ${one.probe.toLowerCase()} probe of ${one.spec.name} asks port ${portOf(one)}, where nothing listens`,
          evidence: [
            ...evidence(facts, one),
            fromField(
              `ports of ${one.spec.name}: ${(one.spec.ports ?? []).map(({ containerPort }) => containerPort).join(', ')}`,
            ),
          ],
          fix: { text: 'correct the port of the probe in the manifests, then deploy', command: ['deploy'] },
          terminal: { at: (timeOf(one.pod.status?.startTime) ?? facts.now) + PORT_GRACE_MS },
        })),
  },
  {
    code: 'hangs_at_start',
    title: 'The program starts and never listens',
    evidence:
      'The startup probe fails with "connection refused" or a timeout until the kubelet restarts the container.',
    advice:
      'The last lines of the log show where it hangs. If it waits for a server, the finding of the server comes first.',
    ends: 'after the first restart by the startup probe',
    symptom: true,
    find: (facts) =>
      unready(facts)
        .filter(isSilent)
        .map((one) => {
          const last = one.status.lastState?.terminated;
          const killed = last !== undefined && last.reason !== 'OOMKilled' && KILLED.has(last.exitCode ?? 0);
          const { failureThreshold = 3, periodSeconds = 10 } = probeOf(one) ?? {};
          const budget = failureThreshold * periodSeconds * 1_000;
          return {
            object: facts.ownerOf(one.pod),
            pod: one.pod.metadata.name,
            cause: `${one.spec.name} runs, but does not listen on port ${portOf(one) ?? 'of its probe'}${killed ? ` within the ${budget / 1_000} s of its startup probe` : ''}`,
            evidence: evidence(facts, one),
            fix: logs(one),
            terminal: killed ? true : { at: startedAt(one, facts.now) + budget },
            quiet: isStarting(facts, one),
          };
        }),
  },
  {
    code: 'liveness_kills',
    title: 'The liveness probe restarts the container',
    evidence: 'Event `Unhealthy`: "Liveness probe failed", and restarts.',
    advice:
      'The program hangs or is too slow. Read its log, or raise `timeoutSeconds` and `failureThreshold`.',
    ends: NEVER,
    quiet: true,
    symptom: true,
    find: (facts) =>
      unready(facts)
        .filter((one) => one.probe === 'Liveness' && !isWrongPort(one) && !isSilent(one))
        .map((one) => ({
          object: facts.ownerOf(one.pod),
          pod: one.pod.metadata.name,
          cause: `${one.spec.name} fails its liveness probe, and is restarted`,
          evidence: evidence(facts, one),
          fix: logs(one),
          terminal: false,
        })),
  },
  {
    code: 'not_ready',
    title: 'The program runs, but is not ready',
    evidence: 'Event `Unhealthy`: "Readiness probe failed", and what the probe\'s address answers.',
    advice: 'The answer names the part that is missing. If the part is a server, fix the server first.',
    ends: NEVER,
    symptom: true,
    find: (facts) =>
      unready(facts)
        .filter((one) => !isWrongPort(one) && !isSilent(one) && one.probe !== 'Liveness')
        .map((one) => ({
          object: facts.ownerOf(one.pod),
          pod: one.pod.metadata.name,
          cause: `${one.spec.name} runs, but is not ready${failedChecks(facts, one.pod.metadata.name)}`,
          evidence: evidence(facts, one),
          fix: logs(one),
          terminal: false,
          quiet: isStarting(facts, one),
        })),
  },
];

/** The parts that the program itself reports as missing. */
function failedChecks(facts: Facts, pod: string): string {
  try {
    const { checks = [] } = JSON.parse(facts.answer(pod)?.text ?? '{}') as {
      checks?: { name: string; ok: boolean }[];
    };
    const names = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    return names.length > 0 ? `: ${names.join(', ')}` : '';
  } catch {
    return '';
  }
}

export const PROBES: RuleFamily = { title: 'Probes', rules: RULES };
