import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_SENT_QUERY } from '../limits.ts';

const time = Type.String({ format: 'date-time' });

export const MAX_SAVED_SEARCHES = 200;
const MAX_DESTINATIONS = 5;
const percent = Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 10_000 }), Type.Null()]);

/** What a saved search raises alerts for. */
export const AlertRulesSchema = Type.Object(
  {
    new_matches: Type.Boolean({ description: 'A person who did not match before matches' }),
    growth_over: Type.Unsafe<number | null>({
      ...percent,
      description: 'The follower growth of a person rises above this many percent',
    }),
    engagement_falls_over: Type.Unsafe<number | null>({
      ...percent,
      description: 'The engagement rate of a person falls by more than this many percent',
    }),
  },
  { additionalProperties: false },
);
export type AlertRules = Static<typeof AlertRulesSchema>;

export const NO_ALERTS: AlertRules = {
  new_matches: false,
  growth_over: null,
  engagement_falls_over: null,
};

/** A saved search as people and programs see it. */
export const SavedSearchSchema = Type.Object({
  name: Type.String(),
  query: Type.String({ description: 'As it was typed, or what plain words became' }),
  created_at: time,
  alerts: AlertRulesSchema,
  to: Type.Array(Type.String(), {
    description: 'Where alerts are sent, in addition to the log of alerts; the paths of addresses are masked',
  }),
});
export type SavedSearch = Static<typeof SavedSearchSchema>;

/** Answer of `GET /saved-searches`. */
export const SavedSearchesSchema = Type.Object({ searches: Type.Array(SavedSearchSchema) });
export type SavedSearches = Static<typeof SavedSearchesSchema>;

/** Body of `PUT /saved-searches/:name`. */
export const SaveSearchBody = Type.Object(
  {
    query: Type.String({ minLength: 1, maxLength: MAX_SENT_QUERY }),
    alerts: Type.Optional(Type.Partial(AlertRulesSchema, { additionalProperties: false })),
    to: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 2_000 }), {
        maxItems: MAX_DESTINATIONS,
        description: 'Where alerts are sent: `https://…`, `file:NAME`, `mailto:ADDRESS`',
      }),
    ),
    plain: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Read the query as plain words, and save the query that they become',
      }),
    ),
    replace: Type.Optional(
      Type.Boolean({ default: false, description: 'Replace a search with the same name' }),
    ),
  },
  { additionalProperties: false },
);
export type SaveSearchBody = Static<typeof SaveSearchBody>;

/** Answer of `PUT /saved-searches/:name`. */
export const SearchSavedSchema = Type.Object({
  ...SavedSearchSchema.properties,
  outcome: Type.Enum(['added', 'replaced', 'unchanged']),
  secrets: Type.Array(Type.Object({ to: Type.String(), secret: Type.String() }), {
    description: 'Secrets that sign the requests to new addresses. They are not shown again.',
  }),
});
export type SearchSaved = Static<typeof SearchSavedSchema>;

/** Answer of `POST /saved-searches/:name/remove`. */
export const SearchRemovedSchema = Type.Object({ name: Type.String(), removed: Type.Literal(true) });
export type SearchRemoved = Static<typeof SearchRemovedSchema>;

/** A record: one saved search. */
export const SavedRecord = Type.Object({
  v: Type.Literal(1),
  /** Another one when the query changes. */
  id: Type.String(),
  name: Type.String(),
  query: Type.String(),
  created_at: time,
  alerts: AlertRulesSchema,
  to: Type.Array(
    Type.Object({
      address: Type.String(),
      /** Signs webhooks. */
      secret: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type SavedRecord = Static<typeof SavedRecord>;
