import type { Static } from 'typebox';
import Type from 'typebox';
import { MAX_SIMILAR } from './limits.ts';
import { ProfileSchema } from './profile.ts';
import { SELECTION } from './query/search.ts';

export const DEFAULT_SIMILAR = 10;

/** The query string of `GET /profiles/:id/similar`: how many, and what they must match. */
export const SimilarQuerystring = Type.Object(
  {
    ...SELECTION,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SIMILAR, default: DEFAULT_SIMILAR })),
  },
  { additionalProperties: false },
);

/** What two creators share. */
export const SIMILAR_REASONS = [
  'topics',
  'category',
  'words',
  'language',
  'tier',
  'country',
  'meaning',
] as const;

const ReasonSchema = Type.Object({
  kind: Type.Enum([...SIMILAR_REASONS]),
  values: Type.Array(Type.String(), { description: 'Shared values, the rarest first; none for `meaning`' }),
});
export type SimilarReason = Static<typeof ReasonSchema>;

export const SimilarResponseSchema = Type.Object({
  count: Type.Integer({ description: 'Number of items in `data`' }),
  data: Type.Array(
    Type.Object({
      score: Type.Number({
        description:
          'From 0 to 1, the highest first: how much of what is rare about the profile this one shares, or how high it is in the rankings by words and by meaning',
      }),
      reasons: Type.Array(ReasonSchema),
      profile: ProfileSchema,
    }),
  ),
});
export type SimilarResponse = Static<typeof SimilarResponseSchema>;
