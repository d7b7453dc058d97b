import Type from 'typebox';

const texts = Type.Record(Type.String(), Type.String());

/** What `history -o json` writes: the deploys that a cluster remembers, the newest first. */
export const RevisionsSchema = Type.Object({
  revisions: Type.Array(
    Type.Object({
      revision: Type.Integer(),
      at: Type.String({ format: 'date-time' }),
      by: Type.String(),
      version: Type.String(),
      result: Type.Enum(['ready', 'failed']),
      /** The revision that a rollback brought back. */
      repeats: Type.Union([Type.Integer(), Type.Null()]),
      current: Type.Boolean(),
      images: texts,
      settings: texts,
    }),
  ),
});
