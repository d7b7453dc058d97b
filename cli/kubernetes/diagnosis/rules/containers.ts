import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromEvent } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Found, Rule, RuleFamily } from '../rule.ts';
import { AT_ONCE } from '../rule.ts';
import type { Troubled } from './container-state.ts';
import {
  countEnded,
  ended,
  found,
  isArchitecture,
  isCommand,
  isDown,
  isMemory,
  loops,
  runsAgain,
  STARTING,
  saysCommand,
  troubled,
  waitsFor,
} from './container-state.ts';
import { afterLog, crashesUntil, isKilledByProbe, isOwnFault, isRestarted } from './crashes.ts';
import { NETWORK } from './nodes.ts';

const START_GRACE_MS = 75_000;

const ROOT = /runAsNonRoot|non-root|will run as root/i;

const logs = (one: Troubled) => ({
  text: 'read the whole log',
  shell: [
    [
      'kubectl',
      'logs',
      '--previous',
      '-n',
      one.pod.metadata.namespace ?? 'default',
      one.pod.metadata.name,
      '-c',
      one.spec.name,
    ],
  ],
});

/** It has no log before its first start. */
const describePod = ({ metadata }: Pod) => ({
  text: 'read the events of the pod',
  shell: [['kubectl', 'describe', 'pod', metadata.name, '-n', metadata.namespace ?? 'default']],
});

const startsUntil = (facts: Facts, { status }: Pod) => ({
  at: (timeOf(status?.startTime) ?? facts.now) + START_GRACE_MS,
});

const RULES: Rule[] = [
  {
    code: 'wrong_architecture',
    title: 'The program is for another architecture',
    evidence: 'The log or the exit message says `exec format error`.',
    advice: 'Build the image for the architecture of the nodes, or move the pods to nodes that fit.',
    ends: AT_ONCE,
    find: (facts) =>
      troubled(facts)
        .filter((one) => isArchitecture(facts, one))
        .map((one) =>
          found(facts, one, {
            cause: `the program in ${one.spec.image ?? 'the image'} is built for another architecture than the node's`,
            fix: {
              text: 'build the image for the architecture of the nodes, then deploy it',
              command: ['deploy'],
            },
            terminal: true,
          }),
        ),
  },
  {
    code: 'command_not_found',
    title: 'The image does not have the program',
    evidence: '`RunContainerError` or `StartError`: "executable file not found"; or exit code 127.',
    advice: 'Correct `command` or `args`, or use the image that has the program.',
    ends: AT_ONCE,
    find: (facts) =>
      troubled(facts)
        .filter((one) => isCommand(facts, one))
        .map((one) =>
          found(facts, one, {
            cause: `the image ${one.spec.image ?? ''} does not have the program that ${one.spec.name} starts`,
            fix: { text: 'correct the command or the image, then deploy it', command: ['deploy'] },
            ...(saysCommand(one) ? { terminal: true } : afterLog(facts, one, { terminal: true })),
          }),
        ),
  },
  {
    code: 'out_of_memory',
    title: 'The container needs more memory than its limit',
    evidence: 'The last run ended with `OOMKilled`.',
    advice:
      'Raise `resources.limits.memory` of the container, and deploy. Check that a node has room for it: `influscope doctor`.',
    ends: 'after 2 restarts',
    find: (facts) =>
      troubled(facts)
        .filter((one) => isMemory(facts, one))
        .map((one) => {
          const isOver = isDown(one);
          const limit = one.spec.resources?.limits?.memory;
          return found(facts, one, {
            cause: `${one.spec.name} needs more memory than its limit${limit ? ` of ${limit}` : ''}`,
            fix: {
              text: `raise the memory limit of ${one.spec.name} in the manifests, then deploy`,
              command: ['deploy'],
            },
            // This run may be the one that succeeds.
            terminal: isOver && crashesUntil(facts, one, true),
            quiet: !isOver,
          });
        }),
  },
  {
    code: 'runs_as_root',
    title: 'The image runs as root, and the pod must not',
    evidence: '`CreateContainerConfigError`: "container has runAsNonRoot and image will run as root".',
    advice: 'Use an image with a `USER` of its own, or set `runAsUser`.',
    ends: AT_ONCE,
    find: (facts) =>
      troubled(facts)
        .filter(
          (one) =>
            waitsFor(one) === 'CreateContainerConfigError' &&
            ROOT.test(one.status.state?.waiting?.message ?? ''),
        )
        .map((one) =>
          found(facts, one, {
            cause: `the image ${one.spec.image ?? ''} runs as root, which the pod does not allow`,
            fix: { text: 'use an image with its own user, then deploy it', command: ['deploy'] },
            terminal: true,
          }),
        ),
  },
  {
    code: 'container_not_created',
    title: 'The node cannot create the container or the pod',
    evidence:
      '`CreateContainerError` or `RunContainerError` with another reason; event `FailedCreatePodSandBox` that is not about the network.',
    advice: 'The message names the mount, permission or device that the node refuses.',
    ends: 'after 75 s',
    quiet: true,
    find: (facts) => [
      ...troubled(facts)
        .filter((one) => STARTING.has(waitsFor(one)) && !isCommand(facts, one) && !isArchitecture(facts, one))
        .map((one) =>
          found(facts, one, {
            cause: `the node cannot create the container ${one.spec.name}`,
            fix: describePod(one.pod),
            terminal: startsUntil(facts, one.pod),
          }),
        ),
      ...facts.pods.flatMap((pod): Found[] => {
        const event = facts
          .events(pod, ['FailedCreatePodSandBox'])
          .find(({ message = '' }) => !NETWORK.test(message));
        if (event === undefined || facts.isRunning(pod)) return [];
        return [
          {
            object: facts.ownerOf(pod),
            pod: pod.metadata.name,
            cause: `the node ${pod.spec?.nodeName ?? ''} cannot create the pod`,
            evidence: fromEvent(event),
            fix: describePod(pod),
            terminal: startsUntil(facts, pod),
          },
        ];
      }),
    ],
  },
  {
    code: 'crash_loop',
    title: 'The program crashes repeatedly',
    evidence: '`CrashLoopBackOff`, the exit code, and the last lines of the log.',
    advice: 'The log says why. If a server that the program needs does not answer, that finding comes first.',
    ends: 'after 2 restarts if its servers are ready, else after 3 restarts and 30 s',
    symptom: true,
    find: (facts) =>
      troubled(facts)
        .filter(
          (one) =>
            (isDown(one) || runsAgain(facts, one)) &&
            loops(one) &&
            isRestarted(one) &&
            waitsFor(one) !== 'CreateContainerConfigError' &&
            !isMemory(facts, one) &&
            !isCommand(facts, one) &&
            !isArchitecture(facts, one) &&
            !isKilledByProbe(facts, one),
        )
        .map((one) => {
          const own = isOwnFault(facts, one);
          const repeats = countEnded(one) > 1;
          const isOver = isDown(one);
          return found(facts, one, {
            cause: `${one.spec.name} ${repeats ? 'crashes each time it starts' : 'crashed'} (exit code ${ended(one)?.exitCode ?? 'unknown'})`,
            fix: logs(one),
            // This run may be the one that succeeds.
            ...afterLog(facts, one, {
              terminal: isOver && crashesUntil(facts, one, own),
              quiet: !own || !repeats || !isOver,
            }),
          });
        }),
  },
];

export const CONTAINERS: RuleFamily = { title: 'Programs', rules: RULES };
