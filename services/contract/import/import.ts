import type { Static } from 'typebox';
import Type from 'typebox';
import { HintSchema } from '../hint/hint-schema.ts';
import { IMPORT_FORMATS, MAX_DEMO } from '../limits.ts';
import { PlatformSchema } from '../profile.ts';

export { IMPORT_FORMATS };

/** Query string of `POST /imports` (admin API of the scraper); the body is the file's bytes, empty with `url`. */
export const ImportQuerystring = Type.Object(
  {
    /** Name used in reports. */
    name: Type.String({ minLength: 1, maxLength: 1_024 }),
    /** An https address of the public internet from which the scraper reads the file; the body is empty. */
    url: Type.Optional(Type.String({ minLength: 9, maxLength: 4_096 })),
    format: Type.Optional(Type.Enum([...IMPORT_FORMATS])),
    platform: Type.Optional(PlatformSchema),
    /** `field=column`, repeated. */
    map: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 64 })])),
    /** Epoch milliseconds: the date of rows without their own date (`--as-of`, or the file's mtime). */
    as_of: Type.Optional(Type.Integer({ minimum: 0 })),
    /** The first row holds data. */
    no_header: Type.Optional(Type.Boolean()),
    /** The one sheet, or member of an archive, to import. */
    sheet: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })),
    /** Reads everything and publishes nothing. */
    dry_run: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type ImportQuerystring = Static<typeof ImportQuerystring>;

/** Body of `POST /imports/demo`. */
export const DemoImportBody = Type.Object(
  {
    count: Type.Integer({ minimum: 1, maximum: MAX_DEMO }),
    seed: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);
export type DemoImportBody = Static<typeof DemoImportBody>;

const counts = {
  /** Bytes of the input read so far; 0 for demo profiles. */
  bytes: Type.Integer(),
  /** Rows read: accepted + rejected + skipped. */
  rows: Type.Integer(),
  /** Rows whose event the queue has confirmed. */
  accepted: Type.Integer(),
  /** Accepted rows with posts of a profile that another row describes. */
  posts_only: Type.Integer(),
  rejected: Type.Integer(),
  /** Repeated header lines and blank rows. */
  skipped: Type.Integer(),
};

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const column = Type.Object({
  /** As the header writes it, or the path in a JSON value; blank without a header. */
  name: Type.String(),
  /** Place in the row, from 1. */
  index: Type.Integer(),
  /** `null` in a known shape, and for a column that is ignored. */
  field: nullable(Type.String()),
  why: Type.String(),
  /** The header says one thing and the values another. */
  contradicted: Type.Boolean(),
  samples: Type.Array(Type.String(), { maxItems: 3 }),
});

/** How one table of the input is understood. Names and samples are outside text, on one line each. */
export const ImportTableSchema = Type.Object({
  name: Type.String(),
  /** The known shape of its rows, e.g. `YouTube Data API`. */
  shape: nullable(Type.String()),
  /** Its rows are posts, not profiles. */
  posts: Type.Boolean(),
  /** Line of the header, from 1; `null` without one. */
  header_line: nullable(Type.Integer()),
  /** The platform of rows that name none. */
  platform: nullable(Type.String()),
  platform_by: Type.String(),
  platform_detail: Type.String(),
  columns: Type.Array(column),
  ignored: Type.Array(column),
  /** Fields of a profile that no column holds. */
  missing: Type.Array(Type.String()),
  /** What only a person can answer: `platform_unknown`, `no_username_column`. */
  questions: Type.Array(Type.String()),
});
export type ImportTable = Static<typeof ImportTableSchema>;

/** Why nothing is accepted now. */
export const ImportWaitSchema = Type.Object({
  /** `disk_full`, `quota_exceeded`, `read_only`, … of `UnavailableError`, or `unavailable`. */
  code: Type.String(),
  /** E.g. `disk full: 3 MB free, 20 MB needed`. */
  reason: Type.String(),
});
export type ImportWait = Static<typeof ImportWaitSchema>;

/** What an import found. */
export const ImportSummarySchema = Type.Object({
  /** Different people, of whom the rows are readings. */
  people: Type.Integer(),
  /** `false`: there are over a million, and they are estimated to about 1 %. */
  people_exact: Type.Boolean(),
  /** Rows that joined a person who was in an earlier row. */
  merged: Type.Integer(),
  /** People of whom only a name is known. */
  named_only: Type.Integer(),
  /** People who have the name of another and are kept apart. */
  ambiguous: Type.Integer(),
  /** Rows of people who were removed and are not accepted; among the skipped rows. Absent without any. */
  suppressed: Type.Optional(Type.Integer()),
  /** Values that could not be read; each cost its field, not the row. `example` is outside text. */
  unreadable: Type.Array(
    Type.Object({
      field: Type.String(),
      reason: Type.String(),
      count: Type.Integer(),
      example: Type.String(),
    }),
  ),
});
export type ImportSummary = Static<typeof ImportSummarySchema>;

/** One possible answer to the question that an import failed with. */
export const ImportSuggestionSchema = Type.Object({
  platform: Type.Optional(Type.String()),
  map: Type.Optional(Type.Array(Type.String())),
  sheet: Type.Optional(Type.String()),
});
export type ImportSuggestion = Static<typeof ImportSuggestionSchema>;

/** One line of the NDJSON answer to an import. `done` or `failed` is always the last line. */
export const ImportReportLine = Type.Union([
  Type.Object({ type: Type.Literal('progress'), ...counts, waiting: Type.Optional(ImportWaitSchema) }),
  Type.Object({
    type: Type.Literal('rejected'),
    name: Type.String(),
    /** Line where the row begins, from 1; for demo profiles, the number of the profile. */
    line: Type.Integer(),
    reason: Type.String(),
  }),
  Type.Object({ type: Type.Literal('table'), table: ImportTableSchema }),
  /** Nothing is accepted until a backing service, e.g. a full disk, takes writes again. */
  Type.Object({ type: Type.Literal('waiting'), reason: Type.String(), code: Type.Optional(Type.String()) }),
  Type.Object({
    type: Type.Literal('done'),
    ...counts,
    elapsed_ms: Type.Number(),
    /** For the indexer, which counts by it who was new. */
    import_id: Type.String(),
    summary: ImportSummarySchema,
  }),
  Type.Object({
    type: Type.Literal('failed'),
    ...counts,
    code: Type.String(),
    message: Type.String(),
    hint: HintSchema,
    suggestion: Type.Optional(ImportSuggestionSchema),
  }),
]);
export type ImportReportLine = Static<typeof ImportReportLine>;
