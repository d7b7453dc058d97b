import type { Consent } from '#cli/aws/cost/confirm-spending.ts';
import type { Event } from '#cli/output/events/events.ts';

/** Bounds of one operation: it ends when `signal` aborts, with the signal's reason. */
export interface Bounds {
  signal: AbortSignal;
}

/** How one surface of a service is reached. */
export interface Endpoint {
  /** Without a trailing slash. */
  url: string;
  /** Bearer token of the admin surface. */
  token?: string;
  /** What `/healthz` must say, so that a stranger on the same port is noticed; `null` where nothing can be. */
  instance: string | null;
}

export interface UpOptions extends Bounds {
  /** The port that was asked for; `null` leaves the choice to the target. */
  port: number | null;
  /** `serving` is enough to mend a platform that cannot become ready by itself. */
  until: 'serving' | 'ready';
  /** For targets that others may change too. */
  cluster?: ClusterOptions;
  /** For targets that cost money: how it was agreed to. */
  spending?: Consent;
}

/** Phases of `up` on a cluster that have a time of their own: the first three where the cluster itself is made. */
export const TIMED_PHASES = ['cluster', 'nodes', 'addons', 'balancer', 'name', 'answer'] as const;
export type PhaseTimeouts = Partial<Record<(typeof TIMED_PHASES)[number], number>>;

/** How to deal with what others did to a cluster. */
export interface ClusterOptions {
  /** Says what would change, and changes nothing. */
  dryRun?: boolean;
  /** Takes fields from other managers. */
  forceConflicts?: boolean;
  /** Takes the lock whoever holds it. */
  forceUnlock?: boolean;
  /** How long one phase may take at most; milliseconds. */
  phaseTimeouts?: PhaseTimeouts;
  /** Removes what failed half made, and makes it again. */
  repair?: boolean;
  /** `workloads` does not ask for an answer through the public address, which may not be reachable from here. */
  until?: 'workloads' | 'answer';
}

/** A volume that holds the platform's data. */
export interface DataVolume {
  name: string;
  bytes: number | null;
  /** Epoch milliseconds. */
  createdAt: number | null;
}

export interface DownOptions extends Bounds {
  /** `null`: the target's own custom. */
  data: 'keep' | 'delete' | null;
  cluster?: ClusterOptions;
  /** For targets that show what goes before it does. */
  teardown?: TeardownConsent;
}

/** How a person or a script agreed to a teardown. */
export interface TeardownConsent {
  /** `--yes`. */
  yes: boolean;
  /** Asks a person; `null` where there is none. */
  ask: ((question: string) => Promise<boolean>) | null;
}

export interface StatusOptions extends Bounds {
  /** Goes on with a `status` event for each change, until the signal aborts. */
  watch?: boolean;
}

export interface LogsOptions extends Bounds {
  service: string | null;
  /** Lines from the end; `null` for all. */
  lines: number | null;
  /** Epoch milliseconds; earlier lines are left out. */
  since: number | null;
  follow: boolean;
}

/** One line of a service's JSON log. */
export interface LogLine {
  text: string;
  /** `null` for what is not JSON. */
  record: Readonly<Record<string, unknown>> | null;
}

/**
 * Where a platform runs. Every verb is idempotent, can be repeated after it was cut short, and yields events while it
 * works. Faults are thrown as `InfluscopeError`.
 */
export interface Target {
  readonly kind: string;
  readonly name: string;
  /** How long its longer operations may take; milliseconds. */
  readonly patience: { upMs: number; downMs: number; statusMs: number };
  /** One `check` event for each thing that has to be right. */
  checks(options: Bounds): AsyncIterable<Event>;
  /** Ends when the platform is as far as `until` says; the last event is `ready`. */
  up(options: UpOptions): AsyncIterable<Event>;
  /** Brings the present code and settings onto the platform. */
  deploy(options: UpOptions): AsyncIterable<Event>;
  /** Yields one `status` event, or goes on. */
  status(options: StatusOptions): AsyncIterable<Event>;
  /** Throws a `NotReadyError` when the platform is known not to run. */
  endpoint(surface: 'public' | 'admin', service: string): Promise<Endpoint>;
  logs(options: LogsOptions): AsyncIterable<LogLine>;
  down(options: DownOptions): AsyncIterable<Event>;
  /** Volumes that `down` would ask about; a target without this keeps its data unless it is told. */
  dataVolumes?(options: Bounds): Promise<DataVolume[]>;
  /** Yields one `cost` event; a target without this cannot tell. */
  cost?(options: Bounds): AsyncIterable<Event>;
  /** The kubeconfig of this platform's cluster alone. */
  kubeconfig?(): Promise<string>;
  /** Credentials that the servers and services are told. */
  secrets?: TargetSecrets;
  /** Lets go of connections. */
  close?(): void;
}

export const ROTATED_PARTS = ['queue', 'search', 'admin-token'] as const;

export interface RotateOptions extends Bounds {
  parts: readonly (typeof ROTATED_PARTS)[number][];
  cluster?: ClusterOptions;
}

export interface RepairOptions extends Bounds {
  cluster?: ClusterOptions;
}

export interface TargetSecrets {
  /** YAML of a Secret with new credentials, for `kubectl apply -f -`. */
  create(options: Bounds): Promise<string>;
  /** Changes credentials of a running platform without downtime. */
  rotate(options: RotateOptions): AsyncIterable<Event>;
  /** Writes saved credentials back that fit the data. */
  restore(options: RepairOptions): AsyncIterable<Event>;
  /** Makes the servers accept the credentials of the Secret, without the old ones. */
  reset(options: RepairOptions): AsyncIterable<Event>;
}
