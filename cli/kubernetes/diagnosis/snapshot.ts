import type { KubeEvent, KubeObject } from '../objects.ts';

/** The last lines of a container's log; of the run before with `previous`. */
export interface LogTail {
  pod: string;
  container: string;
  previous: boolean;
  /** The run had ended, so its log is complete. */
  ended: boolean;
  /** Empty if there are none, or if they could not be read. */
  lines: readonly string[];
}

/** The response of a probe's address to our own request. */
export interface ProbeAnswer {
  pod: string;
  container: string;
  /** HTTP status. */
  status: number;
  text: string;
}

/** Why the API server could not be asked. */
export interface RequestFault {
  kind: 'unreachable' | 'unauthorized' | 'certificate' | 'forbidden' | 'sign-in';
  message: string;
  /** The fault may be temporary: requests succeeded earlier in this wait. */
  passes?: true;
}

/** What is known of the public address. */
export interface AddressFacts {
  address: string;
  /** `absent`: no name server knows it; `cached`: the zone's own servers do, the resolver here does not. */
  name: 'resolves' | 'absent' | 'cached';
  /** `null` if it was not asked. */
  http: 'answers' | 'refused' | 'silent' | null;
}

/** Whether the Secret still fits the data of the servers. */
export interface CredentialsFacts {
  state: 'fits' | 'changed' | 'lost';
  secret: string;
  keys: readonly string[];
}

/** Everything that the rules may look at. They are pure: the same snapshot gives the same findings. */
export interface Snapshot {
  namespace: string;
  /** Epoch milliseconds. */
  now: number;
  objects: readonly KubeObject[];
  /** Kinds of which all objects are in `objects`; only then is a missing one a fact. */
  listed: ReadonlySet<string>;
  events: readonly KubeEvent[];
  logs: readonly LogTail[];
  answers: readonly ProbeAnswer[];
  fault: RequestFault | null;
  address: AddressFacts | null;
  credentials: CredentialsFacts | null;
  /** When the current wait began: a refusal from before may be repaired. `null` outside of a wait. */
  since: number | null;
  /** How far the clock of the API server is ahead of ours. */
  skewMs: number | null;
}

export const EMPTY_SNAPSHOT: Snapshot = {
  namespace: '',
  now: 0,
  objects: [],
  listed: new Set(),
  events: [],
  logs: [],
  answers: [],
  fault: null,
  address: null,
  credentials: null,
  since: null,
  skewMs: null,
};
