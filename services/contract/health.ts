import type { Static } from 'typebox';
import Type from 'typebox';
import { HintSchema } from './hint/hint-schema.ts';

/** `GET /healthz`: the process is alive. `instance` distinguishes processes on the same port. */
export const HealthSchema = Type.Object({
  status: Type.Literal('ok'),
  instance: Type.String(),
  version: Type.String(),
  services: Type.Array(Type.String()),
  started_at: Type.String({ format: 'date-time' }),
  /** With `?challenge=`, over loopback: see `identity-proof.ts`. */
  proof: Type.Optional(Type.String()),
});
export type Health = Static<typeof HealthSchema>;

/** `GET /readyz?verbose` of the admin port, with the token: 200 when every service of the process is ready, otherwise 503. */
export const ReadinessSchema = Type.Object({
  ready: Type.Boolean(),
  draining: Type.Boolean(),
  checks: Type.Array(
    Type.Object({
      name: Type.String(),
      ok: Type.Boolean(),
      detail: Type.Union([Type.String(), Type.Null()]),
      /** One command that fixes it; waiting does not. */
      hint: Type.Optional(HintSchema),
    }),
  ),
});
export type Readiness = Static<typeof ReadinessSchema>;

/** `GET /stats` of the admin API. */
export const PlatformStatsSchema = Type.Object({
  /** Documents in the search index; `null` when it cannot be read. */
  documents: Type.Union([Type.Integer(), Type.Null()]),
  queues: Type.Array(
    Type.Object({
      name: Type.String(),
      ready: Type.Integer(),
      in_flight: Type.Integer(),
      delayed: Type.Integer(),
      dead: Type.Integer(),
      oldest_ms: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  rss_bytes: Type.Integer(),
  /** Main-loop delay over the last minute or two, milliseconds. */
  loop_delay_p99_ms: Type.Number(),
  loop_delay_max_ms: Type.Number(),
});
export type PlatformStats = Static<typeof PlatformStatsSchema>;
