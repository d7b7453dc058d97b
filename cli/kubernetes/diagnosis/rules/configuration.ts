import type { Hint } from '#cli/hint.ts';
import { eventBegan } from '#cli/kubernetes/objects.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromEvent, fromField } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import type { Found, Rule, RuleFamily } from '../rule.ts';
import { AT_ONCE } from '../rule.ts';
import type { PodSpec } from '../specs.ts';

/** Caches of the kubelet and objects that are being applied need a moment. */
const GRACE_MS = 5_000;

interface Complaint {
  pod: Pod;
  message: string;
  event: ReturnType<Facts['events']>[number] | undefined;
}

/** What the kubelet says of objects that a pod names. */
function complaints(facts: Facts): Complaint[] {
  return facts.pods.flatMap((pod) => {
    const waiting = facts
      .containers(pod)
      .filter(({ status }) => status.state?.waiting?.reason === 'CreateContainerConfigError')
      .map(({ status }) => ({
        pod,
        message: status.state?.waiting?.message ?? '',
        event: facts.events(pod, ['Failed'])[0],
      }));
    const mounts = facts.isRunning(pod)
      ? []
      : facts
          .events(pod, ['FailedMount'])
          .slice(0, 4)
          .map((event) => ({ pod, message: event.message ?? '', event }));
    return [...waiting, ...mounts].filter(({ message }) => !/failed to sync/.test(message));
  });
}

function named(
  facts: Facts,
  pattern: RegExp,
  make: (match: RegExpExecArray, complaint: Complaint) => Pick<Found, 'cause' | 'fix'> | null,
): Found[] {
  return complaints(facts).flatMap((complaint) => {
    const match = pattern.exec(complaint.message);
    const made = match && make(match, complaint);
    if (!made) return [];
    const { pod, event, message } = complaint;
    const began = event ? eventBegan(event) : 0;
    return [
      {
        ...made,
        object: facts.ownerOf(pod),
        pod: pod.metadata.name,
        evidence: event?.message?.includes(message) ? fromEvent(event) : [fromField(message)],
        terminal: { at: began + GRACE_MS },
      },
    ];
  });
}

const DEPLOY: Hint = { text: 'apply the configuration again', command: ['deploy'] };
/** The credentials have a saved copy; any other Secret is made by a person. */
function secretFix({ snapshot: { credentials, namespace } }: Facts, name: string | undefined): Hint {
  if (name === undefined || name === credentials?.secret)
    return { text: 'write the saved credentials back', command: ['secrets', 'restore'] };
  const create = [
    'kubectl',
    'create',
    'secret',
    'generic',
    name,
    '-n',
    namespace,
    '--from-literal=KEY=VALUE',
  ];
  return { text: 'create the Secret', shell: [create] };
}

/** A deploy completes credentials that a newer version of InfluScope needs; only lost ones have to be restored. */
function keyFix(facts: Facts, name: string | undefined): Hint {
  const { credentials } = facts.snapshot;
  const own = name === undefined || name === credentials?.secret;
  return own && credentials?.state === 'fits' ? DEPLOY : secretFix(facts, name);
}

/** The pull secret that a pod names, that does not exist and without which an image cannot be pulled. */
export function missingPullSecret(facts: Facts, pod: Pod): string | undefined {
  const fails = facts
    .containers(pod)
    .some(({ status }) => /^(ErrImage|ImagePull)/.test(status.state?.waiting?.reason ?? ''));
  if (!fails) return undefined;
  const event = pullSecretEvent(facts, pod);
  return ((pod.spec as PodSpec | undefined)?.imagePullSecrets ?? [])
    .map(({ name }) => name)
    .find((name) => facts.isMissing('Secret', name) || event?.message?.includes(name));
}
const pullSecretEvent = (facts: Facts, pod: Pod) => facts.events(pod, ['FailedToRetrieveImagePullSecret'])[0];

const exists = (facts: Facts, kind: string, name: string) => facts.find(kind, name) !== undefined;

const RULES: Rule[] = [
  {
    code: 'secret_missing',
    title: 'A Secret is missing',
    evidence: '`CreateContainerConfigError` or event `FailedMount`: secret "NAME" not found.',
    advice:
      '`influscope secrets restore` writes the credentials of the instance back. Create any other Secret with `kubectl create secret`.',
    ends: AT_ONCE,
    find: (facts) =>
      named(facts, /secret "?(?:[\w-]+\/)?([\w.-]+)"? not found/i, ([, name = '']) =>
        exists(facts, 'Secret', name)
          ? null
          : { cause: `the Secret "${name}" does not exist`, fix: secretFix(facts, name) },
      ),
  },
  {
    code: 'config_map_missing',
    title: 'A ConfigMap is missing',
    evidence: '`CreateContainerConfigError` or event `FailedMount`: configmap "NAME" not found.',
    advice: '`influscope deploy` creates it again.',
    ends: AT_ONCE,
    find: (facts) =>
      named(facts, /configmap "?(?:[\w-]+\/)?([\w.-]+)"? not found/i, ([, name = '']) =>
        exists(facts, 'ConfigMap', name)
          ? null
          : { cause: `the ConfigMap "${name}" does not exist`, fix: DEPLOY },
      ),
  },
  {
    code: 'key_missing',
    title: 'A ConfigMap or Secret lacks a key',
    evidence:
      '`CreateContainerConfigError`: "couldn\'t find key"; or event `FailedMount`: "references non-existent … key".',
    advice:
      '`influscope deploy` writes a ConfigMap, and `influscope secrets restore` a Secret. Other keys: add them.',
    ends: AT_ONCE,
    find: (facts) => [
      ...named(
        facts,
        /couldn't find key "?([\w.-]+)"? in (ConfigMap|Secret) "?(?:[\w-]+\/)?([\w.-]+)"?/i,
        ([, key, kind = '', name]) => ({
          cause: `the ${kind} "${name}" has no key "${key}"`,
          fix: /secret/i.test(kind) ? keyFix(facts, name) : DEPLOY,
        }),
      ),
      ...named(
        facts,
        /references non-existent (config|secret) key: ([\w.-]+)/i,
        ([whole, kind = '', key], { message }) => {
          const name = /volume "([^"]+)"/.exec(message)?.[1];
          const secret = /secret/i.test(kind);
          return {
            cause: `the ${secret ? 'Secret' : 'ConfigMap'}${name ? ` of the volume "${name}"` : ''} has no key "${key ?? whole}"`,
            fix: secret ? keyFix(facts, undefined) : DEPLOY,
          };
        },
      ),
    ],
  },
  {
    code: 'pull_secret_missing',
    title: 'The pull secret is missing',
    evidence: 'Event `FailedToRetrieveImagePullSecret`, and the image cannot be pulled.',
    advice: 'Create the Secret: `kubectl create secret docker-registry NAME …`.',
    ends: AT_ONCE,
    find: (facts) =>
      facts.pods.flatMap((pod) => {
        const name = missingPullSecret(facts, pod);
        if (name === undefined) return [];
        return [
          {
            object: facts.ownerOf(pod),
            pod: pod.metadata.name,
            cause: `the pull secret "${name}" does not exist, so the registry refuses the image`,
            evidence: [
              ...fromEvent(pullSecretEvent(facts, pod)),
              ...fromEvent(facts.events(pod, ['Failed'])[0]),
            ],
            fix: {
              text: 'create the pull secret',
              shell: [
                [
                  'kubectl',
                  'create',
                  'secret',
                  'docker-registry',
                  name,
                  '-n',
                  facts.snapshot.namespace,
                  '--docker-server=REGISTRY',
                  '--docker-username=USER',
                  '--docker-password=PASSWORD',
                ],
              ],
            },
            terminal: true,
          },
        ];
      }),
  },
];

export const CONFIGURATION: RuleFamily = { title: 'Configuration', rules: RULES };
