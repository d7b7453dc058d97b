import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { OUTPUT_FORMATS } from '#cli/output/output-format.ts';
import { renderNotes } from '#cli/output/render/render-notes.ts';
import { formatCount } from '#cli/output/text/format.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import type { SelectionOptions } from '../search/selection.ts';
import { toSelection } from '../search/selection.ts';
import { formatRows } from './format-rows.ts';
import type { ExportFormat } from './formats.ts';
import { openFile } from './open-file.ts';
import { readExport } from './read-export.ts';

export interface ExportOptions extends SelectionOptions {
  format?: ExportFormat;
  output?: string;
}

export const run: Run<ExportOptions> = async ({ args, options }, context) => {
  const file = options.output === '-' ? undefined : options.output;
  const { format = formatOf(file) } = options;
  if ((OUTPUT_FORMATS as readonly string[]).includes(file ?? '')) {
    const meant = file === 'csv' || file === 'json' ? file : 'jsonl';
    throw new UserError(`--output takes a file name, but "${file}" is a format`, {
      code: 'invalid_argument',
      hint: { command: ['export', '--format', meant] },
    });
  }
  const { output } = context;
  const text = args.join(' ').trim();
  const query = new URLSearchParams({ ...(text !== '' && { q: text }), ...toSelection(options) });
  output.remark(...renderNotes(text, parseQuery(text).notes));
  const rows = readExport(await context.client(), query, context.deadline(null));
  const target = file === undefined ? null : openFile(file, context.cwd);
  let count = 0;
  let replaced = false;
  try {
    for await (const { text: chunk, rows: done } of formatRows(rows, format)) {
      count = done;
      if (target === null) await output.stream(chunk);
      else await target.write(chunk);
    }
    if (target !== null) ({ replaced } = await target.finish());
  } catch (error) {
    await target?.abandon();
    throw error;
  }
  const what = `${formatCount(count)} ${count === 1 ? 'profile' : 'profiles'}`;
  const where =
    file === undefined ? '' : ` to ${file}${replaced ? ', which replaced the existing file' : ''}`;
  output.remark(`Exported ${what}${where}`);
  return 0;
};

function formatOf(file: string | undefined): ExportFormat {
  const extension = /\.(csv|jsonl|ndjson|json)$/i.exec(file ?? '')?.[1]?.toLowerCase();
  if (extension === 'json') return 'json';
  return extension === 'jsonl' || extension === 'ndjson' ? 'jsonl' : 'csv';
}
