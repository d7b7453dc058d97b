import type { Static } from 'typebox';
import Type from 'typebox';
import { ImportSummarySchema, ImportTableSchema } from '#contract/import.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const event = <T extends string, P extends Type.TProperties>(type: T, properties: P) =>
  Type.Object(
    { v: Type.Literal(1), type: Type.Literal(type), ...properties },
    { additionalProperties: false },
  );

/** What one platform is doing, as `status` tells it. */
export const INSTANCE_STATES = [
  'running',
  'starting',
  'unresponsive',
  'stopped',
  'killed',
  'stale',
  'absent',
] as const;

/** How far an object of a cluster is. */
export const OBJECT_STATES = ['current', 'in-progress', 'failed'] as const;

/**
 * What lifecycle commands say while they work: with `--output json` one of these a line on stdout. Fields are only
 * ever added under the same `v`.
 */
export const EventSchema = Type.Union([
  /** One step of the work; every `started` is followed by `done` or by an `error`. */
  event('step', {
    step: Type.String(),
    status: Type.Enum(['started', 'done']),
    message: Type.String(),
    elapsed_ms: nullable(Type.Number()),
  }),
  event('progress', {
    step: Type.String(),
    done: Type.Integer(),
    total: nullable(Type.Integer()),
    unit: Type.String(),
    /** From 0 to 1. */
    fraction: nullable(Type.Number()),
    /** Units a second. */
    rate: nullable(Type.Number()),
    remaining_ms: nullable(Type.Number()),
  }),
  event('note', {
    level: Type.Enum(['info', 'warn']),
    code: Type.String(),
    message: Type.String(),
  }),
  /** The platform can be reached at `url`. */
  event('ready', {
    name: Type.String(),
    target: Type.String(),
    url: Type.String(),
    /** Sent to the cluster's API. */
    requests: Type.Optional(Type.Integer()),
    /** Sent to AWS, tries included. */
    aws_requests: Type.Optional(Type.Integer()),
  }),
  /** A row of an import that could not be used. */
  event('rejected', { name: Type.String(), line: Type.Integer(), reason: Type.String() }),
  event('imported', {
    name: Type.String(),
    rows: Type.Integer(),
    accepted: Type.Integer(),
    posts_only: Type.Integer(),
    rejected: Type.Integer(),
    skipped: Type.Integer(),
    elapsed_ms: Type.Number(),
    /** Nothing was published. */
    dry_run: Type.Optional(Type.Boolean()),
    /** What was found; absent for made-up profiles. */
    summary: Type.Optional(ImportSummarySchema),
    /** Of the people those who were not known before, those of whom something changed, and the others. */
    new: Type.Optional(nullable(Type.Integer())),
    updated: Type.Optional(nullable(Type.Integer())),
    unchanged: Type.Optional(nullable(Type.Integer())),
    /** Columns that are not used, as `table: column`. */
    ignored_columns: Type.Optional(Type.Array(Type.String())),
  }),
  /** How one table of a file is understood. */
  event('table', { file: Type.String(), dry_run: Type.Boolean(), table: ImportTableSchema }),
  event('check', {
    name: Type.String(),
    status: Type.Enum(['ok', 'warn', 'fail']),
    message: Type.String(),
    fix: nullable(Type.String()),
  }),
  event('status', {
    name: Type.String(),
    target: Type.String(),
    state: Type.Enum([...INSTANCE_STATES]),
    message: Type.String(),
    url: nullable(Type.String()),
    pid: nullable(Type.Integer()),
    version: nullable(Type.String()),
    started_at: nullable(Type.String()),
    services: Type.Array(Type.String()),
    ready: nullable(Type.Boolean()),
    checks: Type.Array(
      Type.Object({
        name: Type.String(),
        ok: Type.Boolean(),
        detail: nullable(Type.String()),
        /** What mends it, where waiting does not. */
        hint: nullable(Type.String()),
      }),
    ),
    documents: nullable(Type.Integer()),
    queues: Type.Array(
      Type.Object({
        name: Type.String(),
        ready: Type.Integer(),
        in_flight: Type.Integer(),
        delayed: Type.Integer(),
        dead: Type.Integer(),
      }),
    ),
    rss_bytes: nullable(Type.Integer()),
    stores: Type.Array(Type.Object({ name: Type.String(), path: Type.String(), bytes: Type.Integer() })),
    /** Where there is a cluster: which, and what runs there. */
    cluster: Type.Optional(
      Type.Object({
        context: Type.String(),
        server: Type.String(),
        namespace: Type.String(),
        workloads: Type.Array(
          Type.Object({
            kind: Type.String(),
            name: Type.String(),
            version: nullable(Type.String()),
            ready: Type.Integer(),
            wanted: Type.Integer(),
            restarts: Type.Integer(),
            status: Type.Enum([...OBJECT_STATES]),
            message: Type.String(),
          }),
        ),
        volumes: Type.Array(
          Type.Object({
            name: Type.String(),
            phase: Type.String(),
            bytes: nullable(Type.Integer()),
            used_bytes: nullable(Type.Integer()),
            created_at: nullable(Type.String()),
          }),
        ),
        address: nullable(Type.String()),
      }),
    ),
  }),
  /** What one object of a cluster is doing while it is waited for. */
  event('object', {
    step: Type.String(),
    kind: Type.String(),
    name: Type.String(),
    status: Type.Enum([...OBJECT_STATES]),
    message: Type.String(),
    condition: nullable(Type.String()),
  }),
  /** A line that another program said which works for this one. */
  event('tool', {
    step: Type.String(),
    tool: Type.String(),
    level: Type.Enum(['info', 'warn', 'error']),
    message: Type.String(),
  }),
  /** What a deploy would do to one object; `lines` begin with `+`, `-` or a space. */
  event('diff', {
    kind: Type.String(),
    name: Type.String(),
    change: Type.Enum(['create', 'update', 'delete', 'none']),
    lines: Type.Array(Type.String()),
  }),
  /** What `down` took away and what it left. */
  event('receipt', {
    removed: Type.Array(
      Type.Object({ kind: Type.String(), name: Type.String(), detail: nullable(Type.String()) }),
    ),
    remaining: Type.Array(
      Type.Object({ kind: Type.String(), name: Type.String(), detail: nullable(Type.String()) }),
    ),
    /** Where there is an account that pays: everything of the cluster that was seen in it, and what became of it. */
    bill: Type.Optional(
      Type.Object({
        cluster: Type.String(),
        account: Type.String(),
        region: Type.String(),
        at: Type.String(),
        /** Everything was looked at again in the end; else this is as of when it was last seen. */
        complete: Type.Boolean(),
        resources: Type.Array(
          Type.Object({
            kind: Type.String(),
            id: Type.String(),
            name: Type.String(),
            status: Type.Enum(['there', 'gone', 'kept']),
            /** As AWS calls it. */
            state: Type.String(),
            bills: Type.Boolean(),
            /** `null` is a price nobody told us. */
            month: nullable(Type.Number()),
            why: nullable(Type.String()),
            /** What removes it. */
            command: nullable(Type.String()),
          }),
        ),
        /** Of what is still there, what was kept among it. */
        month: Type.Number(),
        at_least: Type.Boolean(),
        currency: Type.String(),
        prices_of: Type.String(),
        /** What could not be looked at. */
        unseen: Type.Array(Type.Object({ kind: Type.String(), why: Type.String() })),
        /** Sent to AWS by the command. */
        requests: Type.Integer(),
        /** Where it is saved. */
        file: nullable(Type.String()),
      }),
    ),
  }),
  /** What `down` would take away of an account, before it does. */
  event('teardown', {
    cluster: Type.String(),
    account: Type.String(),
    identity: Type.String(),
    region: Type.String(),
    resources: Type.Array(
      Type.Object({
        kind: Type.String(),
        id: Type.String(),
        name: Type.String(),
        state: Type.String(),
        action: Type.Enum(['delete', 'keep']),
        /** The tag or name by which it is known for the cluster's own. */
        owned_by: Type.String(),
        bills: Type.Boolean(),
        month: nullable(Type.Number()),
      }),
    ),
    /** Of what is to go. */
    month: Type.Number(),
    at_least: Type.Boolean(),
    currency: Type.String(),
    prices_of: Type.String(),
  }),
  /** What `up` would make, before it is made; amounts are in `currency`, `null` is a price nobody told us. */
  event('spending', {
    cluster: Type.String(),
    account: Type.String(),
    identity: Type.String(),
    region: Type.String(),
    version: Type.String(),
    items: Type.Array(
      Type.Object({
        what: Type.String(),
        count: Type.Integer(),
        /** Of all of them together. */
        hour: nullable(Type.Number()),
        month: nullable(Type.Number()),
        exists: Type.Boolean(),
      }),
    ),
    hour: Type.Number(),
    month: Type.Number(),
    /** Something in it has no known price. */
    at_least: Type.Boolean(),
    currency: Type.String(),
    /** When the prices were looked up. */
    prices_of: Type.String(),
    /** What bills by use, in words. */
    by_use: Type.Array(Type.String()),
    limits: Type.Array(
      Type.Object({
        what: Type.String(),
        used: nullable(Type.Number()),
        needed: Type.Number(),
        allowed: nullable(Type.Number()),
        fits: nullable(Type.Boolean()),
      }),
    ),
  }),
  /** What is there now, what it costs and has cost; amounts as in `spending`. */
  event('cost', {
    cluster: Type.String(),
    account: Type.String(),
    region: Type.String(),
    /** From when on `spent` is reckoned. */
    since: Type.String(),
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        what: Type.String(),
        created_at: nullable(Type.String()),
        hour: nullable(Type.Number()),
        month: nullable(Type.Number()),
        spent: nullable(Type.Number()),
      }),
    ),
    hour: Type.Number(),
    month: Type.Number(),
    at_least: Type.Boolean(),
    /** Of what is there now; what is gone already is not in it. */
    spent: Type.Number(),
    currency: Type.String(),
    prices_of: Type.String(),
    by_use: Type.Array(Type.String()),
  }),
  /** The last line of a command that failed. */
  event('error', {
    code: Type.String(),
    message: Type.String(),
    hint: nullable(Type.String()),
    exit_code: Type.Integer(),
  }),
]);
export type Event = Static<typeof EventSchema>;

type Kind = Event['type'];
export type EventOf<K extends Kind> = Extract<Event, { type: K }>;
export type InstanceState = (typeof INSTANCE_STATES)[number];
