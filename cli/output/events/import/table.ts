import type { Static } from 'typebox';
import { oneLine } from '#cli/output/text/format.ts';
import { textWidth, truncate } from '#cli/output/text/text-width.ts';
import type { ImportTable } from '#contract/import/import.ts';
import { ImportTableSchema } from '#contract/import/import.ts';
import { defineEvent } from '../define/definition.ts';
import { boolean, eventSchema, string } from '../define/schema.ts';

const schema = eventSchema('table', { file: string(), dry_run: boolean(), table: ImportTableSchema });

/** How one table of a file is understood; shown by a dry run. */
export const table = defineEvent({
  schema,
  stream: 'stdout',
  text: (event) => (event.dry_run ? renderTableMapping(event) : []),
});

const LINE_WIDTH = 80;
const SEPARATOR = ' | ';
const MAX_SAMPLE = 22;
const MIN_SAMPLE = 8;

/** How a table is understood: its platform, the columns used with samples, the columns ignored, what is missing. */
function renderTableMapping({ file, table }: Static<typeof schema>): string[] {
  const { name, shape, posts, header_line, columns, ignored, missing } = table;
  const heading = [
    shape === null
      ? header_line === null
        ? 'no header'
        : `header on line ${header_line}`
      : `known format: ${shape}`,
    posts ? 'rows are posts' : 'rows are profiles',
  ];
  const lines = [
    `${oneLine(name === '' ? file : name)}: ${heading.join('; ')}`,
    `  ${describePlatform(table)}`,
  ];
  for (const { name: column, index, field, why, contradicted, samples } of columns) {
    const label = column === '' ? `column ${index}` : oneLine(column);
    const target = field === null ? '' : ` → ${field}`;
    const reason = contradicted || (field !== null && why !== 'its name') ? ` (${oneLine(why)})` : '';
    const start = `  ${label}${target}${reason}: `;
    lines.push(`${start}${joinSamples(samples, LINE_WIDTH - textWidth(start)) || '(blank)'}`);
  }
  for (const { name: column, index, why } of ignored.slice(0, 30)) {
    lines.push(`  ignored: ${column === '' ? `column ${index}` : oneLine(column)} (${oneLine(why)})`);
  }
  if (ignored.length > 30) lines.push(`  ignored: ${ignored.length - 30} more columns`);
  if (missing.length > 0) lines.push(`  missing: ${missing.join(', ')}`);
  return lines;
}

/** Samples show how a column is read; whole bios would fill the screen. Each is cut so that all fit into `width` cells. */
function joinSamples(samples: readonly string[], width: number): string {
  const room = Math.floor((width - SEPARATOR.length * (samples.length - 1)) / samples.length);
  const most = Math.max(MIN_SAMPLE, Math.min(MAX_SAMPLE, room));
  return samples.map((text) => truncate(oneLine(text), most)).join(SEPARATOR);
}

function describePlatform({ platform, platform_by, platform_detail }: ImportTable): string {
  const detail = platform_detail === '' ? '' : ` "${oneLine(platform_detail)}"`;
  if (platform_by === 'column' || platform_by === 'address') {
    return `platform from the ${platform_by === 'column' ? 'column' : 'URLs in'}${detail}`;
  }
  if (platform === null) return 'unknown platform';
  const by: Record<string, string> = {
    option: '--platform',
    header: `header${detail}`,
    label: `name${detail}`,
    native_id: 'format of the ids',
    columns: `columns${detail}`,
    shape: 'format',
  };
  return `platform ${platform} (${by[platform_by] ?? platform_by})`;
}
