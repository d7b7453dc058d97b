import type { Static } from 'typebox';
import Type from 'typebox';
import { HintSchema } from '../hint/hint-schema.ts';
import { DEFAULT_LIMIT, MAX_LIMIT, MAX_SENT_QUERY, SORTS } from '../limits.ts';
import { RULE_NAMES } from '../plain/rule.ts';
import { ProfileSchema } from '../profile.ts';
import type { ParameterName } from './fields.ts';
import { FIELD_NAMES, fieldOf, parameterOf } from './fields.ts';
import { exampleValue } from './read-value.ts';
import { MATCHED } from './search-query.ts';
import { NOTE_CODES } from './tree.ts';

const parameters = Object.fromEntries(
  FIELD_NAMES.map((name) => [
    parameterOf(name),
    Type.Optional(
      Type.String({
        maxLength: 500,
        description: `${fieldOf(name).about}; as \`${name}:\` in \`q\``,
        examples: [exampleValue(name)],
      }),
    ),
  ]),
);

/** What selects profiles: `q` and one parameter for each field of the query language. */
export const SELECTION = {
  q: Type.Optional(
    Type.String({
      maxLength: MAX_SENT_QUERY,
      description:
        'Words, "phrases", -excluded words, field:value, OR, parentheses. All must match. docs/search.md has the grammar.',
    }),
  ),
  ...(parameters as Record<ParameterName, Type.TOptional<Type.TString>>),
};

/** The query string of `GET /search`. */
export const SearchQuerystring = Type.Object(
  {
    ...SELECTION,
    plain: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Read `q` as plain words: "bakers in Berlin under 50k followers"',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
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

const SpanSchema = Type.Object(
  { start: Type.Integer(), end: Type.Integer() },
  { description: 'Characters of `q`' },
);

const NoteSchema = Type.Object({
  code: Type.Enum([...NOTE_CODES]),
  message: Type.String(),
  span: SpanSchema,
  suggestion: Type.Union([Type.String(), Type.Null()], {
    description: 'Text that can replace the span',
  }),
});

const PlainPartSchema = Type.Object({
  rule: Type.Enum([...RULE_NAMES]),
  span: SpanSchema,
  clause: Type.Union([Type.String(), Type.Null()], {
    description: 'The clause that the words became; `null` for words that are ignored',
  }),
});

const MeaningSchema = Type.Object({
  alone: Type.Array(Type.String(), {
    description: 'Ids of profiles in `data` that were found only by meaning',
  }),
  missing: Type.Union(
    [Type.Object({ code: Type.String(), message: Type.String(), hint: HintSchema }), Type.Null()],
    { description: 'Why the search used words only' },
  ),
});

export const SearchResponseSchema = Type.Object({
  count: Type.Integer({ description: 'Number of items in `data`' }),
  data: Type.Array(ProfileSchema),
  total: Type.Integer({ description: 'Number of matching profiles' }),
  took_ms: Type.Number(),
  matched: Type.Enum([...MATCHED], {
    description:
      '`fuzzy`: close spellings are among the results; `some`: profiles that hold only most of the words are',
  }),
  query: Type.String({ description: 'The whole query in its shortest form, with the other parameters' }),
  sort: Type.Enum([...SORTS]),
  notes: Type.Array(NoteSchema, { description: 'Parts of the query that were not understood as typed' }),
  plain: Type.Union([Type.Array(PlainPartSchema), Type.Null()], {
    description: 'Words of `q` that became clauses or were ignored; `null` without `plain`',
  }),
  meaning: Type.Union([MeaningSchema, Type.Null()], {
    description: 'Search by meaning; `null` if it was not requested',
  }),
  facets: Type.Union([FacetsSchema, Type.Null()]),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
});
export type SearchResponse = Static<typeof SearchResponseSchema>;
