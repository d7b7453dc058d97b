import type { Endpoint, Surface } from '#cli/http/endpoint.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { TargetFlags } from './options.ts';

/** Bounds of one operation: it ends when `signal` aborts, with the signal's reason. */
export interface Bounds {
  signal: AbortSignal;
}

/** How a person or a script agrees to what costs money or cannot be undone. */
export interface Consent {
  /** `--yes`. */
  yes: boolean;
  /** Asks on the terminal; `null` without one. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
}

export interface UpRequest extends Bounds {
  /** The requested port; `null` leaves the choice to the target. */
  port: number | null;
  /** `serving` is enough to repair an instance that cannot become ready by itself. */
  until: 'serving' | 'ready';
  flags?: TargetFlags;
  consent?: Consent;
}

export interface DownRequest extends Bounds {
  /** `null`: what the target does by default. */
  data: 'keep' | 'delete' | null;
  flags?: TargetFlags;
  consent?: Consent;
}

export interface StatusRequest extends Bounds {
  /** Yields a `status` event for each change, until the signal aborts. */
  watch?: boolean;
}

export interface LogsRequest extends Bounds {
  service: string | null;
  /** Lines from the end; `null` for all. */
  lines: number | null;
  /** Epoch milliseconds; earlier lines are left out. */
  since: number | null;
  follow: boolean;
}

export interface ExplainRequest extends Bounds {
  /** `deployment/api`, `api` or a pod; `null` for everything. */
  object: string | null;
}

export interface BundleFile {
  /** Relative, with `/`. */
  path: string;
  text: string;
}

/** One line of a service's JSON log. */
export interface LogLine {
  text: string;
  /** `null` for a line that is not JSON. */
  record: Readonly<Record<string, unknown>> | null;
}

/** A volume that holds the instance's data. */
export interface DataVolume {
  name: string;
  bytes: number | null;
  /** Epoch milliseconds. */
  createdAt: number | null;
}

/**
 * Where an instance runs. Every verb is idempotent, can be repeated after an interruption, and yields events while it works.
 * Errors are thrown as `InfluscopeError`. The optional members are abilities; `registry.ts` lists which target has which.
 */
export interface Target {
  readonly kind: string;
  readonly name: string;
  /** Default time limits; milliseconds. */
  readonly patience: { upMs: number; deployMs: number; downMs: number; statusMs: number };
  /** One `check` event for each requirement. */
  checks(request: Bounds): AsyncIterable<Event>;
  /** Ends when the instance has reached `until`; the last event is `ready`. */
  up(request: UpRequest): AsyncIterable<Event>;
  /** Deploys the current code and settings. */
  deploy(request: UpRequest): AsyncIterable<Event>;
  /** Yields one `status` event, or keeps yielding. */
  status(request: StatusRequest): AsyncIterable<Event>;
  /** Throws a `NotReadyError` when the instance is known not to run. */
  endpoint(surface: Surface, service: string): Promise<Endpoint>;
  logs(request: LogsRequest): AsyncIterable<LogLine>;
  /** One `finding` event for each root cause; none if nothing is wrong. */
  explain(request: ExplainRequest): AsyncIterable<Event>;
  /** The files of a support bundle, without secrets. */
  bundle(request: Bounds): AsyncIterable<BundleFile>;
  down(request: DownRequest): AsyncIterable<Event>;
  /** Volumes that `down` asks about; a target without this keeps the data by default. */
  dataVolumes?(request: Bounds): Promise<DataVolume[]>;
  /** Yields one `cost` event. */
  cost?(request: Bounds): AsyncIterable<Event>;
  /** The kubeconfig of this instance's cluster alone. */
  kubeconfig?(): Promise<string>;
  /** Credentials of the backing servers and the services. */
  secrets?: TargetSecrets;
  /** Deploys of the instance, and the way back. */
  history?: TargetHistory;
  /** Closes connections. */
  close?(): void;
}

export type Ability = 'cost' | 'kubeconfig' | 'secrets' | 'history';

/** One deploy of an instance. */
export interface DeployedRevision {
  revision: number;
  /** ISO 8601. */
  at: string;
  by: string;
  version: string;
  result: 'ready' | 'failed';
  /** The revision that a rollback brought back. */
  repeats: number | null;
  current: boolean;
  images: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, string>>;
}

export interface RollbackRequest extends Bounds {
  /** `null`: the last good one before the current. */
  revision: number | null;
  flags?: TargetFlags;
}

export interface TargetHistory {
  /** The newest first. */
  list(request: Bounds): Promise<DeployedRevision[]>;
  rollBack(request: RollbackRequest): AsyncIterable<Event>;
}

export const ROTATED_PARTS = ['queue', 'search', 'objects', 'admin-token'] as const;

export interface RotateRequest extends Bounds {
  parts: readonly (typeof ROTATED_PARTS)[number][];
  flags?: TargetFlags;
}

export interface RepairRequest extends Bounds {
  flags?: TargetFlags;
}

export interface TargetSecrets {
  /** YAML of a Secret with new credentials, for `kubectl apply -f -`. */
  create(request: Bounds): Promise<string>;
  /** Changes credentials of a running instance without downtime. */
  rotate(request: RotateRequest): AsyncIterable<Event>;
  /** Writes saved credentials back that fit the data. */
  restore(request: RepairRequest): AsyncIterable<Event>;
  /** Makes the servers accept the credentials of the Secret, without the old ones. */
  reset(request: RepairRequest): AsyncIterable<Event>;
}
