import type { Static } from 'typebox';
import Type from 'typebox';
import { IMPORT_FORMATS, MAX_DEMO } from './limits.ts';
import { PlatformSchema } from './profile.ts';

export { IMPORT_FORMATS };

/** Query string of `POST /imports` (admin surface of the scraper); the body is the file's bytes. */
export const ImportQuerystring = Type.Object(
  {
    /** Name used in reports. */
    name: Type.String({ minLength: 1, maxLength: 1_024 }),
    format: Type.Optional(Type.Enum([...IMPORT_FORMATS])),
    platform: Type.Optional(PlatformSchema),
    /** `field=column`, repeated. */
    map: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 64 })])),
    /** Epoch milliseconds: the date of rows that carry none of their own (`--as-of`, or the file's mtime). */
    as_of: Type.Optional(Type.Integer({ minimum: 0 })),
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
  /** Of the accepted, rows that carry posts for a profile that comes by another way. */
  posts_only: Type.Integer(),
  rejected: Type.Integer(),
  /** Repeated header lines and blank rows. */
  skipped: Type.Integer(),
};

/** One line of the NDJSON answer to an import. `done` or `failed` is always the last line. */
export const ImportReportLine = Type.Union([
  Type.Object({ type: Type.Literal('progress'), ...counts }),
  Type.Object({
    type: Type.Literal('rejected'),
    name: Type.String(),
    /** Line of the input on which the row begins, from 1; the number of the profile for demo. */
    line: Type.Integer(),
    reason: Type.String(),
  }),
  Type.Object({ type: Type.Literal('done'), ...counts, elapsed_ms: Type.Number() }),
  Type.Object({
    type: Type.Literal('failed'),
    ...counts,
    code: Type.String(),
    message: Type.String(),
    hint: Type.String(),
  }),
]);
export type ImportReportLine = Static<typeof ImportReportLine>;
