import type { ImportSummary, ImportTable } from '#contract/import.ts';
import type { EventOf } from '../events/events.ts';
import { formatCount, formatDuration, oneLine } from '../text/format.ts';

/** Kinds of values and columns told on one line. */
const SHOWN = 8;

/** What came of one input, in a few lines. */
export function renderImported(event: EventOf<'imported'>): string[] {
  const { name, accepted, posts_only, rejected, skipped, elapsed_ms, dry_run, summary } = event;
  const parts = [`${formatCount(accepted)} ${dry_run ? 'rows can be imported' : 'accepted'}`];
  if (posts_only > 0) parts.push(`${formatCount(posts_only)} of them posts only`);
  parts.push(`${formatCount(rejected)} rejected`);
  if (skipped > 0) parts.push(`${formatCount(skipped)} skipped`);
  const lines = [`${oneLine(name)}: ${parts.join(', ')} (${formatDuration(elapsed_ms)})`];
  if (summary !== undefined) lines.push(...renderSummary(summary, event).map((line) => `  ${line}`));
  return lines;
}

function renderSummary(summary: ImportSummary, event: EventOf<'imported'>): string[] {
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
  if (named_only > 0) lines.push(`known by name only, without a handle: ${formatCount(named_only)}`);
  if (ambiguous > 0) lines.push(`same name as another person, kept apart: ${formatCount(ambiguous)}`);
  if (unreadable.length > 0) {
    const kinds = unreadable
      .slice(0, SHOWN)
      .map(
        ({ field, reason, count, example }) =>
          `${formatCount(count)} ${field} (${reason}, e.g. ${oneLine(example)})`,
      );
    lines.push(`not readable, left out: ${kinds.join('; ')}${unreadable.length > SHOWN ? '; …' : ''}`);
  }
  const ignored = event.ignored_columns ?? [];
  if (ignored.length > 0) {
    const shown = ignored.slice(0, SHOWN).map((column) => oneLine(column.slice(column.indexOf(': ') + 2)));
    lines.push(
      `columns ignored: ${shown.join(', ')}${ignored.length > SHOWN ? `, and ${ignored.length - SHOWN} more` : ''}`,
    );
  }
  return lines;
}

/** How a table is understood: its platform, the columns used with samples, the columns ignored, what is missing. */
export function renderTableMapping({ file, table }: EventOf<'table'>): string[] {
  const { name, shape, posts, header_line, columns, ignored, missing } = table;
  const heading = [
    shape === null
      ? header_line === null
        ? 'no header'
        : `header on line ${header_line}`
      : `known format: ${shape}`,
    posts ? 'rows are posts' : 'rows are profiles',
    describePlatform(table),
  ];
  const lines = [`${oneLine(name === '' ? file : name)}: ${heading.join('; ')}`];
  for (const { name: column, index, field, why, contradicted, samples } of columns) {
    const label = column === '' ? `column ${index}` : oneLine(column);
    const target = field === null ? '' : ` → ${field}`;
    const reason = contradicted || (field !== null && why !== 'its name') ? ` (${oneLine(why)})` : '';
    lines.push(`  ${label}${target}${reason}: ${samples.map(oneLine).join(' | ') || '(blank)'}`);
  }
  for (const { name: column, index, why } of ignored.slice(0, 30)) {
    lines.push(`  ignored: ${column === '' ? `column ${index}` : oneLine(column)} (${oneLine(why)})`);
  }
  if (ignored.length > 30) lines.push(`  ignored: ${ignored.length - 30} more columns`);
  if (missing.length > 0) lines.push(`  missing: ${missing.join(', ')}`);
  return lines;
}

function describePlatform({ platform, platform_by, platform_detail }: ImportTable): string {
  const detail = platform_detail === '' ? '' : ` "${oneLine(platform_detail)}"`;
  if (platform_by === 'column' || platform_by === 'address') {
    return `platform from the ${platform_by === 'column' ? 'column' : 'addresses in'}${detail}`;
  }
  if (platform === null) return 'platform not known';
  const by: Record<string, string> = {
    option: '--platform',
    header: `header${detail}`,
    label: `name${detail}`,
    native_id: 'form of the ids',
    columns: `columns${detail}`,
    shape: 'format',
  };
  return `platform ${platform} (${by[platform_by] ?? platform_by})`;
}
