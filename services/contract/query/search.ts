import type { Static } from 'typebox';
import Type from 'typebox';
import { DEFAULT_LIMIT, MAX_LIMIT, MAX_QUERY_LENGTH, SORTS } from '../limits.ts';
import { ProfileSchema } from '../profile.ts';
import { MATCHED } from './search-query.ts';

/** The query string of `GET /search`. Ranges are `from..to`; either side is optional: `10k..1M`, `3..`. */
export const SearchQuerystring = Type.Object(
  {
    q: Type.Optional(
      Type.String({
        maxLength: MAX_QUERY_LENGTH,
        description:
          'Words, "phrases", -excluded words, names of platforms, the address of a profile. All must match.',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
    platform: Type.Optional(Type.String({ maxLength: 200, description: 'Comma-separated list' })),
    category: Type.Optional(Type.String({ maxLength: 500, description: 'Comma-separated list' })),
    source: Type.Optional(Type.String({ maxLength: 200, description: 'Comma-separated list' })),
    followers: Type.Optional(Type.String({ maxLength: 64, description: 'Range, e.g. 10k..1M' })),
    engagement: Type.Optional(Type.String({ maxLength: 64, description: 'Range in percent, e.g. 3..' })),
    reported_engagement: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'Range in percent of the rate that the source states, e.g. 3..',
      }),
    ),
    sort: Type.Optional(Type.Enum([...SORTS])),
    cursor: Type.Optional(Type.String({ maxLength: 1_100, description: '`next` of the previous page' })),
    facets: Type.Optional(Type.Boolean({ default: true })),
  },
  { additionalProperties: false },
);
export type SearchQuerystring = Static<typeof SearchQuerystring>;

const FacetSchema = Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }));

export const FacetsSchema = Type.Object({
  platform: FacetSchema,
  category: FacetSchema,
  tier: FacetSchema,
  source: FacetSchema,
});
export type Facets = Static<typeof FacetsSchema>;

export const SearchResponseSchema = Type.Object({
  count: Type.Integer({ description: 'Number of items in `data`' }),
  data: Type.Array(ProfileSchema),
  total: Type.Integer({ description: 'Number of matching profiles' }),
  took_ms: Type.Number(),
  matched: Type.Enum([...MATCHED], {
    description:
      '`fuzzy`: close spellings are among the results; `some`: profiles that hold only most of the words are',
  }),
  facets: Type.Union([FacetsSchema, Type.Null()]),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
});
export type SearchResponse = Static<typeof SearchResponseSchema>;
