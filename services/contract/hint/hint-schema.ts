import Type from 'typebox';
import type { Hint } from './hint.ts';

/** `Hint`, as services send it. */
export const HintSchema = Type.Unsafe<Hint>(
  Type.Object({
    text: Type.Optional(Type.String()),
    shell: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Array(Type.String())]))),
    pipe: Type.Optional(Type.String()),
    command: Type.Optional(Type.Array(Type.String())),
  }),
);
