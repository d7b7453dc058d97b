import Type from 'typebox';

const data = Type.Record(Type.String(), Type.Unknown());

/** What `export-person` writes: everything that is stored about a person, as it is stored; times are ISO 8601. */
export const PersonExportSchema = Type.Object({
  exported_at: Type.String({ format: 'date-time' }),
  person: data,
  documents: Type.Array(data),
  records: Type.Array(data),
  aliases: Type.Array(Type.Unknown()),
  refresh: Type.Array(Type.Unknown()),
  lists: Type.Array(data),
  alerts: Type.Array(data),
  dead_letters: Type.Array(
    Type.Object({
      queue: Type.String(),
      died_at: Type.Union([Type.String(), Type.Null()]),
      message: Type.Unknown(),
    }),
  ),
  /** Paths on the API; with `--pictures` also the picture itself. */
  pictures: Type.Array(
    Type.Object({
      path: Type.String(),
      content_type: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      base64: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  ),
  is_suppressed: Type.Boolean(),
});
