import type { Hint } from '#cli/hint.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { eventBegan } from '#cli/kubernetes/objects.ts';
import { fromEvent, fromField } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Rule } from '../rule.ts';
import { AT_ONCE, NEVER } from '../rule.ts';

interface Claim extends KubeObject {
  spec?: { storageClassName?: string; volumeName?: string };
  status?: { phase?: string };
}
interface StorageClass extends KubeObject {
  provisioner?: string;
}

/** A class may be applied a moment after its claim. */
const CLASS_GRACE_MS = 5_000;
const PROVISIONER_GRACE_MS = 30_000;
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

const pending = (facts: Facts) =>
  facts
    .of<Claim>('PersistentVolumeClaim')
    .filter(
      ({ status, metadata }) => status?.phase === 'Pending' && metadata.deletionTimestamp === undefined,
    );
const ageFrom = (claim: Claim, facts: Facts) => timeOf(claim.metadata.creationTimestamp) ?? facts.now;
const subject = ({ kind, metadata }: KubeObject) => ({ kind, name: metadata.name });
const CHOOSE_CLASS: Hint = {
  text: 'set storage_class in influscope.yaml to an existing class; list them',
  shell: [['kubectl', 'get', 'storageclass']],
};
const NO_CLASS = /storageclass(?:\.storage\.k8s\.io)? "([^"]+)" not found/;

/** Claims without a volume. */
export const CLAIM_RULES: readonly Rule[] = [
  {
    code: 'storage_class_missing',
    title: 'The storage class does not exist',
    evidence: 'Event `ProvisioningFailed`: storageclass "NAME" not found; or no such class in the cluster.',
    advice:
      'Set `storage_class` in `influscope.yaml` to a class of `kubectl get storageclass`, or create the class. A claim keeps its class: delete claims that were never bound.',
    ends: 'after 5 s',
    find: (facts) =>
      pending(facts).flatMap((claim) => {
        const event = facts
          .events(claim, ['ProvisioningFailed'])
          .find(({ message = '' }) => NO_CLASS.test(message));
        const name = claim.spec?.storageClassName || NO_CLASS.exec(event?.message ?? '')?.[1];
        if (!name || facts.find('StorageClass', name) !== undefined) return [];
        if (event === undefined && !facts.isMissing('StorageClass', name)) return [];
        const classes = facts.of('StorageClass').map(({ metadata }) => metadata.name);
        return [
          {
            object: subject(claim),
            cause: `the storage class "${name}" does not exist`,
            evidence: [
              ...fromEvent(event),
              fromField(`storage classes of the cluster: ${classes.join(', ') || 'none'}`),
            ],
            fix: CHOOSE_CLASS,
            terminal: { at: (event ? eventBegan(event) : ageFrom(claim, facts)) + CLASS_GRACE_MS },
          },
        ];
      }),
  },
  {
    code: 'no_default_class',
    title: 'The claim names no storage class, and the cluster has no default',
    evidence:
      'The claim has no `storageClassName`, and no class is marked as default; event `FailedBinding`: "no storage class is set".',
    advice: 'Set `storage_class` in `influscope.yaml`, or mark a class as default.',
    ends: 'after 5 s',
    find: (facts) =>
      pending(facts).flatMap((claim) => {
        const event = facts
          .events(claim, ['FailedBinding'])
          .find(({ message = '' }) => /no storage class is set/.test(message));
        if (claim.spec?.storageClassName || claim.spec?.volumeName !== undefined) return [];
        const classes = facts.of('StorageClass');
        const hasDefault = classes.some(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true');
        // The event is no warning: a wait does not see it.
        if (hasDefault || (event === undefined && !facts.snapshot.listed.has('StorageClass'))) return [];
        const names = classes.map(({ metadata }) => metadata.name);
        return [
          {
            object: subject(claim),
            cause: 'the claim names no storage class, and the cluster has no default class',
            evidence: [
              ...fromEvent(event),
              fromField(`storage classes, none of them default: ${names.join(', ') || 'none'}`),
            ],
            fix: CHOOSE_CLASS,
            terminal: { at: ageFrom(claim, facts) + CLASS_GRACE_MS },
          },
        ];
      }),
  },
  {
    code: 'provisioner_missing',
    title: 'The driver that creates volumes is not installed',
    evidence:
      "The claim is pending, and the cluster has no CSIDriver with the name of the class's provisioner.",
    advice:
      'Install the driver (on EKS the add-on `aws-ebs-csi-driver`), or set `storage_class` to a class with a driver that runs.',
    ends: 'after 30 s',
    find: (facts) =>
      pending(facts).flatMap((claim) => {
        const kind = facts.find<StorageClass>('StorageClass', claim.spec?.storageClassName ?? '');
        const driver = kind?.provisioner;
        if (
          driver === undefined ||
          driver.startsWith('kubernetes.io/') ||
          !facts.isMissing('CSIDriver', driver)
        )
          return [];
        const failed = facts.events(claim, ['ProvisioningFailed'])[0];
        // A pod that answers exists, even if it is not in the list.
        if (failed !== undefined) return [];
        const event = facts.events(claim, ['ExternalProvisioning'])[0];
        return [
          {
            object: subject(claim),
            cause: `the storage driver ${driver} is not installed`,
            evidence: [
              ...fromEvent(event),
              fromField(
                `StorageClass/${kind?.metadata.name} has the provisioner ${driver}; there is no CSIDriver/${driver}`,
              ),
            ],
            fix: {
              text: 'install the driver, or set storage_class in influscope.yaml; drivers of the cluster',
              shell: [['kubectl', 'get', 'csidrivers']],
            },
            terminal: { at: (event ? eventBegan(event) : ageFrom(claim, facts)) + PROVISIONER_GRACE_MS },
          },
        ];
      }),
  },
  {
    code: 'provisioning_failed',
    title: 'The driver cannot create the volume',
    evidence: 'Event `ProvisioningFailed` with the answer of the storage system.',
    advice:
      'Typical reasons: a quota of the cloud account, missing permissions of the driver, a type that the zone does not offer.',
    ends: NEVER,
    find: (facts) =>
      pending(facts).flatMap((claim) => {
        const event = facts
          .events(claim, ['ProvisioningFailed'])
          .find(({ message = '' }) => !NO_CLASS.test(message));
        if (event === undefined) return [];
        return [
          {
            object: subject(claim),
            cause: 'the storage driver cannot create the volume',
            evidence: fromEvent(event),
            fix: {
              text: 'read the answer of the storage system',
              shell: [['kubectl', 'describe', 'pvc', claim.metadata.name, '-n', facts.snapshot.namespace]],
            },
            terminal: false,
          },
        ];
      }),
  },
  {
    code: 'volume_lost',
    title: 'The volume of the claim was deleted',
    evidence: 'The claim has the phase `Lost`.',
    advice:
      'The data is lost. Restore it from a backup, or delete the data and start again: `influscope down --delete-data`.',
    ends: AT_ONCE,
    find: (facts) =>
      facts
        .of<Claim>('PersistentVolumeClaim')
        .filter(({ status }) => status?.phase === 'Lost')
        .map((claim) => ({
          object: subject(claim),
          cause: 'the volume of the claim and its data were deleted',
          evidence: [fromField('phase: Lost'), ...fromEvent(facts.events(claim)[0])],
          fix: { text: 'delete the data, then start again', command: ['down', '--delete-data'] },
          terminal: true,
        })),
  },
];
