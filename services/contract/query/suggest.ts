import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_SENT_QUERY } from '../limits.ts';

/** The query string of `GET /suggest`. */
export const SuggestQuerystring = Type.Object(
  {
    q: Type.String({ minLength: 1, maxLength: MAX_SENT_QUERY, description: 'Partial query' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  },
  { additionalProperties: false },
);

export const SuggestResponseSchema = Type.Object({
  data: Type.Array(Type.String(), { description: 'Words and handles that begin with the last word' }),
  start: Type.Integer({ description: 'Position in `q` from which a completion replaces the rest' }),
  completions: Type.Array(
    Type.Object({
      text: Type.String(),
      kind: Type.Enum(['field', 'value']),
      about: Type.Union([Type.String(), Type.Null()]),
      count: Type.Union([Type.Integer(), Type.Null()], { description: 'Profiles with the value' }),
    }),
    { description: 'Names of fields, or values of the last field' },
  ),
});
export type SuggestResponse = Static<typeof SuggestResponseSchema>;
