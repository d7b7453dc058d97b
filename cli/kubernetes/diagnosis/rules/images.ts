import type { KubeEvent } from '#cli/kubernetes/objects.ts';
import { eventBegan } from '#cli/kubernetes/objects.ts';
import type { ContainerStatus, Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromEvent, fromWaiting } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Found, Rule, RuleFamily, RuleText } from '../rule.ts';
import { AT_ONCE } from '../rule.ts';
import { missingPullSecret } from './configuration.ts';

/** Time allowed for a busy registry. */
const GRACE_MS = 75_000;
const PULLING = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'RegistryUnavailable',
  'ImageInspectError',
]);

const LIMITED = /\b429\b|too many requests|toomanyrequests|rate limit/i;
const PLATFORM = /no match for platform|no matching manifest|does not match the specified platform/i;
const DENIED = /denied|unauthori[sz]ed|authorization failed|forbidden|no basic auth|\b40[13]\b/i;
const ABSENT = /not found|does not exist|manifest unknown|name unknown|\b404\b/i;
const INVALID = /invalid reference|couldn't parse|InvalidImageName/i;

interface PullFailure {
  pod: Pod;
  container: ContainerStatus;
  message: string;
  event: KubeEvent | undefined;
  began: number;
}

/** The first message of each failing pull: later ones say only that the kubelet waits. */
function pullFailures(facts: Facts): PullFailure[] {
  return facts.pods.flatMap((pod) =>
    facts
      .containers(pod)
      .filter(({ status }) => PULLING.has(status.state?.waiting?.reason ?? ''))
      .map(({ status }) => {
        const events = facts
          .events(pod, ['Failed', 'InspectFailed'])
          .filter(
            ({ message = '', involvedObject: { fieldPath } }) =>
              /image/i.test(message) &&
              !/^Error: /.test(message) &&
              (fieldPath === undefined || fieldPath.includes(`{${status.name}}`)),
          )
          .toSorted((a, b) => eventBegan(a) - eventBegan(b));
        const waiting = status.state?.waiting;
        const own = /^Back-off/.test(waiting?.message ?? 'Back-off') ? undefined : waiting?.message;
        const reason = waiting?.reason === 'InvalidImageName' ? 'InvalidImageName ' : '';
        const began = (events[0] && eventBegan(events[0])) || timeOf(pod.status?.startTime) || facts.now;
        const message = `${reason}${events[0]?.message ?? own ?? ''}`;
        return { pod, container: status, message, event: events[0], began };
      }),
  );
}

function kindOf(message: string): string {
  if (INVALID.test(message)) return 'image_name_invalid';
  if (LIMITED.test(message)) return 'image_rate_limited';
  if (PLATFORM.test(message)) return 'image_wrong_platform';
  if (DENIED.test(message)) return 'image_denied';
  if (ABSENT.test(message)) return 'image_not_found';
  return 'registry_unreachable';
}

/** `null`: the missing pull secret is the cause. */
function causeOf(facts: Facts, pod: Pod, message: string): string | null {
  const kind = kindOf(message);
  return kind === 'image_denied' && missingPullSecret(facts, pod) !== undefined ? null : kind;
}

function imageRule(
  rule: RuleText,
  words: (image: string) => string,
  fix: (image: string) => Found['fix'],
  graceMs = 0,
): Rule {
  return {
    ...rule,
    find: (facts) =>
      pullFailures(facts)
        .filter(({ pod, message }) => message !== '' && causeOf(facts, pod, message) === rule.code)
        .map(({ pod, container, event, began }) => ({
          object: facts.ownerOf(pod),
          pod: pod.metadata.name,
          cause: words(container.image ?? ''),
          evidence: event ? fromEvent(event) : fromWaiting(container),
          fix: fix(container.image ?? ''),
          terminal: graceMs === 0 ? true : { at: began + graceMs },
        })),
  };
}

const nameOf = (image: string) =>
  image
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .split('/')
    .at(-1) ?? image;
const replace = (text: string) => (image: string) => ({
  text: `${text}, or set another image in influscope.yaml (images: { ${nameOf(image)}: NAME:TAG }), then deploy`,
  command: ['deploy'],
});

export const IMAGES: RuleFamily = {
  title: 'Images',
  rules: [
    imageRule(
      {
        code: 'image_not_found',
        title: 'The image does not exist',
        evidence: 'Event `Failed`: the registry answers "not found".',
        advice: 'Correct the name or the tag of the image in `images:` of `influscope.yaml`, and deploy.',
        ends: AT_ONCE,
      },
      (image) => `the image ${image} does not exist in its registry`,
      replace('push the image'),
    ),
    imageRule(
      {
        code: 'image_denied',
        title: 'The registry refuses the image',
        evidence:
          'Event `Failed`: denied, unauthorized or forbidden. Some registries answer this for an image that does not exist.',
        advice:
          'Give the nodes or the service account credentials for the registry, or use an image that needs none.',
        ends: AT_ONCE,
      },
      (image) => `the registry does not let the cluster pull ${image}`,
      replace('give the cluster credentials for the registry'),
    ),
    imageRule(
      {
        code: 'image_rate_limited',
        title: 'The registry limits the number of pulls',
        evidence: 'Event `Failed`: status 429.',
        advice: 'Wait, sign in to the registry, or copy the image to a registry without this limit.',
        ends: 'after 75 s',
      },
      (image) => `the registry limits how often ${image} may be pulled`,
      replace('sign in to the registry'),
      GRACE_MS,
    ),
    imageRule(
      {
        code: 'image_wrong_platform',
        title: 'The image does not support the architecture of the node',
        evidence: 'Event `Failed`: "no match for platform".',
        advice:
          'Build the image for the architecture of the nodes: `docker buildx build --platform linux/amd64,linux/arm64`.',
        ends: AT_ONCE,
      },
      (image) => `the image ${image} has no variant for the architecture of the node`,
      replace('build it for the architecture of the node'),
    ),
    imageRule(
      {
        code: 'image_name_invalid',
        title: 'The image name is not valid',
        evidence: 'The container waits with `InvalidImageName`.',
        advice: 'Correct the name in `images:` of `influscope.yaml`, and deploy.',
        ends: AT_ONCE,
      },
      (image) => `"${image}" is not a valid image name`,
      replace('correct the name'),
    ),
    imageRule(
      {
        code: 'registry_unreachable',
        title: 'The registry does not answer',
        evidence: 'Event `Failed`: timeouts, status 5xx, or a name that does not resolve.',
        advice:
          'Check that the nodes reach the registry: DNS, NAT, proxies. Or use a registry that they reach.',
        ends: 'after 75 s',
      },
      (image) => `the node cannot get ${image} from its registry`,
      replace('check the network from the nodes to the registry'),
      GRACE_MS,
    ),
  ],
};
