import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_SENT_QUERY } from '../limits.ts';

const time = Type.String({ format: 'date-time' });

export const MAX_SAVED_SEARCHES = 200;

/** A saved search as people and programs see it. */
export const SavedSearchSchema = Type.Object({
  name: Type.String(),
  query: Type.String({ description: 'As it was typed' }),
  created_at: time,
});
export type SavedSearch = Static<typeof SavedSearchSchema>;

/** Answer of `GET /saved-searches`. */
export const SavedSearchesSchema = Type.Object({ searches: Type.Array(SavedSearchSchema) });
export type SavedSearches = Static<typeof SavedSearchesSchema>;

/** Body of `PUT /saved-searches/:name`. */
export const SaveSearchBody = Type.Object(
  {
    query: Type.String({ minLength: 1, maxLength: MAX_SENT_QUERY }),
    replace: Type.Optional(
      Type.Boolean({ default: false, description: 'Replace a search with this name and another query' }),
    ),
  },
  { additionalProperties: false },
);
export type SaveSearchBody = Static<typeof SaveSearchBody>;

/** Answer of `PUT /saved-searches/:name`. */
export const SearchSavedSchema = Type.Object({
  ...SavedSearchSchema.properties,
  outcome: Type.Enum(['added', 'replaced', 'unchanged']),
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
});
export type SavedRecord = Static<typeof SavedRecord>;
