import type { Static } from 'typebox';
import { formatCount, formatDuration, oneLine } from '#cli/output/text/format.ts';
import type { ImportSummary } from '#contract/import/import.ts';
import { ImportSummarySchema } from '#contract/import/import.ts';
import { defineEvent } from '../define/definition.ts';
import {
  array,
  boolean,
  eventSchema,
  integer,
  nullable,
  number,
  optional,
  string,
} from '../define/schema.ts';

/** Kinds of values and columns told on one line. */
const SHOWN = 8;

const schema = eventSchema('imported', {
  name: string(),
  rows: integer(),
  accepted: integer(),
  posts_only: integer(),
  rejected: integer(),
  skipped: integer(),
  elapsed_ms: number(),
  /** Nothing was published. */
  dry_run: optional(boolean()),
  /** What was found; absent for generated profiles. */
  summary: optional(ImportSummarySchema),
  /** Of the people, those who are new, those who changed, and the others. */
  new: optional(nullable(integer())),
  updated: optional(nullable(integer())),
  unchanged: optional(nullable(integer())),
  /** Columns that are not used, as `table: column`. */
  ignored_columns: optional(array(string())),
});
type Imported = Static<typeof schema>;

/** One input was imported. */
export const imported = defineEvent({ schema, stream: 'stdout', text: renderImported });

function renderImported(event: Imported): string[] {
  const { name, accepted, posts_only, rejected, skipped, elapsed_ms, dry_run, summary } = event;
  const parts = [`${formatCount(accepted)} ${dry_run ? 'rows can be imported' : 'accepted'}`];
  if (posts_only > 0) parts.push(`${formatCount(posts_only)} with posts only`);
  parts.push(`${formatCount(rejected)} rejected`);
  if (skipped > 0) parts.push(`${formatCount(skipped)} skipped`);
  const lines = [`${oneLine(name)}: ${parts.join(', ')} (${formatDuration(elapsed_ms)})`];
  if (summary !== undefined) lines.push(...renderSummary(summary, event).map((line) => `  ${line}`));
  return lines;
}

function renderSummary(summary: ImportSummary, event: Imported): string[] {
  const { people, people_exact, merged, named_only, ambiguous, unreadable } = summary;
  const outcome =
    typeof event.new === 'number' && typeof event.updated === 'number' && typeof event.unchanged === 'number'
      ? ` (${formatCount(event.new)} new, ${formatCount(event.updated)} updated, ${formatCount(event.unchanged)} unchanged)`
      : '';
  const lines =
    people === 0
      ? []
      : [
          `people: ${people_exact ? '' : 'about '}${formatCount(people)}${outcome}; rows merged: ${formatCount(merged)}`,
        ];
  if (people > 0 && outcome === '' && !event.dry_run)
    lines.push(
      'new, updated and unchanged people: unknown, because rows were processed again or not all yet',
    );
  if (named_only > 0) lines.push(`known by name only, without a handle: ${formatCount(named_only)}`);
  if (ambiguous > 0) lines.push(`same name as another person, kept separate: ${formatCount(ambiguous)}`);
  if (unreadable.length > 0) {
    const kinds = unreadable
      .slice(0, SHOWN)
      .map(
        ({ field, reason, count, example }) =>
          `${formatCount(count)} ${field} (${reason}, e.g. ${oneLine(example)})`,
      );
    lines.push(`unreadable values, skipped: ${kinds.join('; ')}${unreadable.length > SHOWN ? '; …' : ''}`);
  }
  const ignored = event.ignored_columns ?? [];
  if (ignored.length > 0) {
    const shown = ignored.slice(0, SHOWN).map((column) => oneLine(column.slice(column.indexOf(': ') + 2)));
    lines.push(
      `ignored columns: ${shown.join(', ')}${ignored.length > SHOWN ? `, and ${ignored.length - SHOWN} more` : ''}`,
    );
  }
  return lines;
}
