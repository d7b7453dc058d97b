import type { Static } from 'typebox';
import Type from 'typebox';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const ALERT_KINDS = ['new_match', 'growth', 'engagement_fall'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** One fact about one person of a saved search: what every receiver gets, as JSON. */
export const AlertSchema = Type.Object({
  v: Type.Literal(1),
  id: Type.String({
    description: 'The same each time that the alert is sent: ignore an id that you have already seen',
  }),
  kind: Type.Enum([...ALERT_KINDS]),
  at: Type.String({ format: 'date-time' }),
  search: Type.Object({ name: Type.String(), query: Type.String() }),
  profile: Type.Object({
    id: Type.String(),
    platform: Type.String(),
    username: nullable(Type.String()),
    display_name: nullable(Type.String()),
    url: nullable(Type.String()),
    followers: nullable(Type.Integer()),
    engagement_rate: nullable(Type.Number()),
  }),
  /** Followers of a `growth`, engagement rates of an `engagement_fall`; `change` is a ratio: 0.12 is 12 % more. */
  figures: nullable(Type.Object({ from: Type.Number(), to: Type.Number(), change: Type.Number() })),
  version: Type.Integer({ description: 'Revision of the profile that the alert is about' }),
});
export type Alert = Static<typeof AlertSchema>;

/** Maximum alerts of one answer. */
export const MAX_ALERTS = 500;

export const AlertsQuerystring = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Number of the last alert that you have; without it, the answer has the newest alerts',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ALERTS, default: 100 })),
  },
  { additionalProperties: false },
);
export type AlertsQuerystring = Static<typeof AlertsQuerystring>;

/** Answer of `GET /alerts`: oldest first. */
export const AlertsSchema = Type.Object({
  alerts: Type.Array(AlertSchema),
  last: Type.Integer({ description: 'Number of the last alert; pass it as `after` in the next request' }),
  waiting: Type.Integer({ description: 'Number of deliveries in progress or waiting' }),
});
export type Alerts = Static<typeof AlertsSchema>;
