import type { Hint } from '#cli/hint.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromEvent, fromLog } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import type { Found, Rule } from '../rule.ts';
import { NEVER } from '../rule.ts';

const ELSEWHERE = /Multi-Attach|already (exclusively )?attached|is attached to/i;
/** First lines that other rules explain, or that only say that the node waits. */
const OTHER_MOUNT =
  /^.*(secret|configmap|failed to sync|references non-existent|waiting for volumes to attach|timed out waiting|object ".*" not registered)/i;

/** Pods that wait for a volume, with the newest event of theirs of this kind. */
const waiting = (
  facts: Facts,
  reason: string,
  isSuch: (message: string) => boolean,
  words: (pod: Pod) => Pick<Found, 'cause' | 'fix'>,
): Found[] =>
  facts.pods.flatMap((pod) => {
    if (facts.isRunning(pod)) return [];
    const event = facts.events(pod, [reason]).find(({ message = '' }) => isSuch(message));
    if (event === undefined) return [];
    return [
      {
        object: facts.ownerOf(pod),
        pod: pod.metadata.name,
        ...words(pod),
        evidence: fromEvent(event),
        terminal: false,
      },
    ];
  });

/** Volumes that a pod cannot use. */
export const MOUNT_RULES: readonly Rule[] = [
  {
    code: 'volume_attached_elsewhere',
    title: 'The volume is still attached to another node',
    evidence: 'Event `FailedAttachVolume`: "Multi-Attach error".',
    advice:
      'Kubernetes detaches it six minutes after the other node is lost. If the machine is certainly off: `kubectl taint nodes NODE node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`.',
    ends: NEVER,
    symptom: true,
    find: (facts) =>
      waiting(
        facts,
        'FailedAttachVolume',
        (message) => ELSEWHERE.test(message),
        () => ({
          cause: 'the volume is still attached to another node',
          fix: {
            text: 'wait up to 6 minutes; show where it is attached',
            shell: [['kubectl', 'get', 'volumeattachments']],
          },
        }),
      ),
  },
  {
    code: 'volume_not_attaching',
    title: 'The volume cannot be attached',
    evidence: 'Event `FailedAttachVolume` with another reason.',
    advice:
      'Read the answer of the storage system. Typical reasons: a volume in another zone, or a driver without permissions.',
    ends: NEVER,
    find: (facts) =>
      waiting(
        facts,
        'FailedAttachVolume',
        (message) => !ELSEWHERE.test(message),
        () => ({
          cause: 'the volume cannot be attached to the node',
          fix: {
            text: 'show the state of the attachment',
            shell: [['kubectl', 'describe', 'volumeattachments']],
          },
        }),
      ),
  },
  {
    code: 'volume_not_mounting',
    title: 'The node cannot mount a volume',
    evidence: 'Event `FailedMount` that names neither a Secret nor a ConfigMap.',
    advice:
      'Read the message of the node. Typical reasons: a damaged file system, a missing driver on the node, a server that does not answer.',
    ends: NEVER,
    quiet: true,
    find: (facts) =>
      waiting(
        facts,
        'FailedMount',
        (message) => !OTHER_MOUNT.test(message),
        (pod) => ({
          cause: 'the node cannot mount a volume of the pod',
          fix: {
            text: 'read the events of the pod',
            shell: [['kubectl', 'describe', 'pod', pod.metadata.name, '-n', facts.snapshot.namespace]],
          },
        }),
      ),
  },
  {
    code: 'volume_full',
    title: 'The volume is full',
    evidence: 'The log says "no space left on device".',
    advice: 'Enlarge the claim (`kubectl patch pvc NAME …`), or delete data.',
    ends: NEVER,
    find: (facts) =>
      facts.pods.flatMap((pod) =>
        facts.containers(pod).flatMap(({ spec, status }) => {
          const lines = facts.log(pod.metadata.name, spec.name)?.lines ?? [];
          if (
            status.ready ||
            !lines.some((line) =>
              /no space left on device|ENOSPC|disk.*full|flood stage disk watermark/i.test(line),
            )
          )
            return [];
          return [
            {
              object: facts.ownerOf(pod),
              pod: pod.metadata.name,
              cause: 'a volume of the pod is full',
              evidence: fromLog(facts, pod.metadata.name, spec.name),
              fix: makeRoom(facts, pod),
              terminal: false,
            },
          ];
        }),
      ),
  },
];

/** A pod without a claim fills the disk of its node. */
function makeRoom({ snapshot }: Facts, { metadata, spec }: Pod): Hint {
  const { namespace } = snapshot;
  const [name] = (spec?.volumes ?? []).flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []);
  return name !== undefined
    ? { text: 'enlarge the claim', shell: [['kubectl', 'edit', 'pvc', name, '-n', namespace]] }
    : {
        text: 'the pod has no claim: see which volume is full',
        shell: [['kubectl', 'describe', 'pod', metadata.name, '-n', namespace]],
      };
}
