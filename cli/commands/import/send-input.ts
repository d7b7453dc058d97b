import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import type { EventSink } from '#cli/output/events/events.ts';
import { event, step, warning } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { ImportReportLine, ImportSummary, ImportTable } from '#contract/import/import.ts';
import type { ImportWords } from '#contract/import/import-arguments.ts';
import { importArguments } from '#contract/import/import-arguments.ts';
import { askPlatform } from './ask-platform.ts';
import type { ImportOptions } from './import-options.ts';
import type { ImportResult } from './import-progress.ts';
import { followImport, ImportQuestion } from './import-progress.ts';
import type { Input } from './input.ts';

type FileInput = Exclude<Input, { kind: 'demo' }>;

/** Rejected rows told one by one without `--verbose`. */
const SHOWN_REJECTED = 10;

export interface Sent {
  result: ImportResult;
  summary: ImportSummary;
  importId: string;
  /** Columns that are not used, as `table: column`. */
  ignored: string[];
  /** The options, with the platform where it was asked for. */
  options: ImportOptions;
}

export interface SendRequest {
  /** The inputs of the command line. */
  args: readonly string[];
  options: ImportOptions;
  /** As the person gave them. */
  given: ImportOptions;
}

/** Sends one input and follows its import. Asks for the platform where nothing tells it and a person can answer. */
export async function sendInput(
  input: FileInput,
  request: SendRequest,
  context: Context,
  sink: EventSink,
): Promise<Sent> {
  try {
    return await sendOnce(input, request.options, context, sink);
  } catch (error) {
    if (!(error instanceof ImportQuestion)) throw error;
    const canAsk =
      error.code === 'platform_unknown' && input.kind !== 'stdin' && context.output.format === 'text';
    if (!canAsk || context.stdin().isTTY !== true) throw withCommand(error, request);
    const platform = await askPlatform(error.message, context);
    if (platform === null) throw withCommand(error, request);
    return sendOnce(input, { ...request.options, platform }, context, sink);
  }
}

async function sendOnce(
  input: FileInput,
  options: ImportOptions,
  context: Context,
  sink: EventSink,
): Promise<Sent> {
  const client = await context.client();
  const dryRun = options.dryRun ?? false;
  const reading = step('import', `${dryRun ? 'Reading' : 'Importing'} ${input.name}`);
  sink.emit(reading.started);
  const bytes = input.kind === 'file' && input.bytes > 0 ? input.bytes : null;
  const all = options.verbose || context.output.format === 'json';
  const showRejected = all ? Number.POSITIVE_INFINITY : SHOWN_REJECTED;
  const report = client.lines<ImportReportLine>(`/imports?${toQuery(input, options, context)}`, input.name, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    ...(input.kind !== 'url' && {
      body: (input.kind === 'file' ? createReadStream(input.path) : context.stdin()) as Readable,
    }),
    signal: context.deadline(null),
  });
  const tables: ImportTable[] = [];
  const { summary, importId, ...result } = await followImport(report, {
    name: input.name,
    unit: 'rows',
    total: null,
    fraction: (counts) => (bytes === null ? null : Math.min(1, counts.bytes / bytes)),
    showRejected,
    sink,
    onTable(table) {
      tables.push(table);
      sink.emit(event({ type: 'table', file: input.name, dry_run: dryRun, table }));
    },
  });
  const hidden = result.rejected - showRejected;
  if (hidden > 0) {
    const message = `${input.name}: ${formatCount(hidden)} more rows were rejected; --verbose shows them`;
    sink.emit(warning('more_rejected', message));
  }
  sink.emit(reading.done(`Read ${input.name}`));
  const ignored = tables.flatMap((table) =>
    table.shape === null
      ? table.ignored.map(({ name, index }) => `${table.name}: ${name === '' ? `column ${index}` : name}`)
      : [],
  );
  return { result, summary, importId, ignored, options };
}

/** The same error with one complete command, all inputs and options of this one included. */
function withCommand(error: ImportQuestion, { args, given }: SendRequest): UserError {
  const words: ImportWords = {
    platform: given.platform,
    map: given.map,
    no_header: given.header === false,
    sheet: given.sheet,
    format: given.format,
    dry_run: given.dryRun,
    as_of: given.asOf,
    mapping: given.mapping,
    save_mapping: given.saveMapping,
  };
  const hint = { command: importArguments(args, { ...words, ...error.suggestion }) };
  return new UserError(error.message, { code: error.code, hint, cause: error });
}

function toQuery(input: FileInput, options: ImportOptions, context: Context): URLSearchParams {
  const query = new URLSearchParams({ name: input.name });
  if (input.kind === 'url') query.set('url', input.url);
  if (options.format !== undefined) query.set('format', options.format);
  if (options.platform !== undefined) query.set('platform', options.platform);
  for (const mapping of options.map ?? []) query.append('map', mapping);
  if (options.header === false) query.set('no_header', 'true');
  if (options.sheet !== undefined) query.set('sheet', options.sheet);
  if (options.dryRun) query.set('dry_run', 'true');
  // What comes through a pipe has no date of its own.
  const found = input.kind === 'file' ? input.modifiedAt : context.clock();
  query.set('as_of', String(options.asOf ?? found));
  return query;
}
