import type { Static } from 'typebox';
import Type from 'typebox';
import { HintSchema } from './hint/hint-schema.ts';

/** RFC 9457 problem details: the body of every error answer, as `application/problem+json`. */
export const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  /** Stable machine-readable code, e.g. `invalid_range`. */
  code: Type.String(),
  /** One suggestion, as text. */
  hint: Type.Optional(Type.String()),
  /** The same as data, where it has a command. */
  remedy: Type.Optional(HintSchema),
  request_id: Type.Optional(Type.String()),
});
export type Problem = Static<typeof ProblemSchema>;
