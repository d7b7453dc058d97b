import type { Static } from 'typebox';
import { OBJECT_STATES } from '../define/object-states.ts';
import {
  array,
  boolean,
  eventSchema,
  hint,
  integer,
  nullable,
  object,
  oneOf,
  optional,
  string,
} from '../define/schema.ts';

/** What an instance does. */
export const INSTANCE_STATES = [
  'running',
  'starting',
  'unresponsive',
  'stopped',
  'killed',
  'stale',
  'absent',
] as const;
export type InstanceState = (typeof INSTANCE_STATES)[number];

export const statusSchema = eventSchema('status', {
  name: string(),
  target: string(),
  state: oneOf([...INSTANCE_STATES]),
  message: string(),
  url: nullable(string()),
  pid: nullable(integer()),
  version: nullable(string()),
  started_at: nullable(string()),
  services: array(string()),
  ready: nullable(boolean()),
  checks: array(
    object({
      name: string(),
      ok: boolean(),
      detail: nullable(string()),
      /** How to fix it, where waiting does not help. */
      hint: nullable(hint()),
    }),
  ),
  documents: nullable(integer()),
  queues: array(
    object({
      name: string(),
      ready: integer(),
      in_flight: integer(),
      delayed: integer(),
      dead: integer(),
    }),
  ),
  rss_bytes: nullable(integer()),
  stores: array(object({ name: string(), path: string(), bytes: integer() })),
  /** Where there is a cluster: which, and what runs there. */
  cluster: optional(
    object({
      context: string(),
      server: string(),
      namespace: string(),
      workloads: array(
        object({
          kind: string(),
          name: string(),
          version: nullable(string()),
          ready: integer(),
          wanted: integer(),
          restarts: integer(),
          status: oneOf([...OBJECT_STATES]),
          message: string(),
        }),
      ),
      volumes: array(
        object({
          name: string(),
          phase: string(),
          bytes: nullable(integer()),
          used_bytes: nullable(integer()),
          created_at: nullable(string()),
        }),
      ),
      address: nullable(string()),
    }),
  ),
});
export type StatusEvent = Static<typeof statusSchema>;
