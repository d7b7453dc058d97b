import type { ApplySet } from '#cli/kubernetes/apply/apply-set.ts';

/** The field manager of everything that this tool applies. */
export const FIELD_MANAGER = 'influscope';
/** The Lease that one command at a time holds. */
export const LOCK_NAME = 'influscope-deploy';
export const CREDENTIALS_NAME = 'influscope-credentials';
/** The ConfigMap with digests of the credentials that the data was made with. */
export const CREDENTIALS_RECORD = 'influscope-credentials-record';
/** The ConfigMap with the deploys of the instance. */
export const HISTORY_NAME = 'influscope-history';
/** The ConfigMap that represents the set of applied objects. */
export const SET_NAME = 'influscope-objects';

export const PART_OF = 'app.kubernetes.io/part-of';
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** Value of both labels. */
export const PRODUCT = 'influscope';
/** On a namespace that `up` created, as opposed to one that it found. */
export const CREATED_BY = 'influscope.io/created-by';

/** Labels of objects that are not in the manifests. */
export const OWN_LABELS = {
  'app.kubernetes.io/name': PRODUCT,
  'app.kubernetes.io/component': 'configuration',
  [PART_OF]: PRODUCT,
  [MANAGED_BY]: PRODUCT,
} as const;

/** The set of objects of the instance in this namespace. */
export function applySetOf(namespace: string): ApplySet {
  return {
    namespace,
    parent: SET_NAME,
    tooling: 'influscope/v1',
    manager: FIELD_MANAGER,
    labels: { [PART_OF]: PRODUCT },
  };
}
