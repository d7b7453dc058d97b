import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { OperationError } from '#cli/errors.ts';
import type { EventSink } from '#cli/output/events/events.ts';
import { event, step, warning } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { ImportReportLine } from '#contract/import.ts';
import type { IMPORT_FORMATS } from '#contract/limits.ts';
import { sendDemo } from './import-demo.ts';
import type { ImportResult } from './import-progress.ts';
import { followImport } from './import-progress.ts';
import type { Input } from './input.ts';
import { openInputs } from './input.ts';
import { queueOf, waitUntilSearchable } from './wait-until-searchable.ts';

export interface ImportOptions {
  map?: string[];
  platform?: string;
  asOf?: number;
  format?: (typeof IMPORT_FORMATS)[number];
  seed?: number;
  verbose?: boolean;
}

/** Rejected rows told one by one without `--verbose`. */
const SHOWN_REJECTED = 10;

export const run: Run<ImportOptions> = async ({ args, options }, context) => {
  const sink = await context.output.events();
  const client = await context.client();
  const inputs = await openInputs(args, {
    cwd: context.cwd,
    stdinIsTerminal: () => context.stdin().isTTY === true,
  });
  const { dead } = await queueOf(client, context.deadline(null));
  let accepted = 0;
  for (const input of inputs) {
    const result =
      input.kind === 'demo'
        ? await sendDemo({ count: input.count, seed: options.seed }, context, sink)
        : await sendInput(input, options, context, sink);
    sink.emit(event({ type: 'imported', name: input.name, ...result }));
    accepted += result.accepted;
  }
  if (accepted > 0) await waitUntilSearchable(client, context, sink, dead);
  if (accepted === 0) {
    throw new OperationError(`No row of ${args.join(', ')} could be used`, {
      code: 'nothing_accepted',
      hint: 'the reasons are above; --map field=column and --platform say what a file leaves open',
    });
  }
  return 0;
};

async function sendInput(
  input: Exclude<Input, { kind: 'demo' }>,
  options: ImportOptions,
  context: Context,
  sink: EventSink,
): Promise<ImportResult> {
  const client = await context.client();
  const reading = step('import', `Importing ${input.name}`);
  sink.emit(reading.started);
  const bytes = input.kind === 'file' && input.bytes > 0 ? input.bytes : null;
  const all = options.verbose || context.output.format === 'json';
  const showRejected = all ? Number.POSITIVE_INFINITY : SHOWN_REJECTED;
  const report = client.lines<ImportReportLine>(`/imports?${toQuery(input, options)}`, input.name, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: (input.kind === 'file' ? createReadStream(input.path) : context.stdin()) as Readable,
    signal: context.deadline(null),
  });
  const result = await followImport(report, {
    name: input.name,
    unit: 'rows',
    total: null,
    fraction: (counts) => (bytes === null ? null : Math.min(1, counts.bytes / bytes)),
    showRejected,
    sink,
  });
  const hidden = result.rejected - showRejected;
  if (hidden > 0) {
    sink.emit(
      warning(
        'more_rejected',
        `${input.name}: ${formatCount(hidden)} more rows were rejected; --verbose shows them`,
      ),
    );
  }
  sink.emit(reading.done(`Read ${input.name}`));
  return result;
}

function toQuery(input: Exclude<Input, { kind: 'demo' }>, options: ImportOptions): URLSearchParams {
  const query = new URLSearchParams({ name: input.name });
  if (options.format !== undefined) query.set('format', options.format);
  if (options.platform !== undefined) query.set('platform', options.platform);
  for (const mapping of options.map ?? []) query.append('map', mapping);
  const asOf = options.asOf ?? (input.kind === 'file' ? input.modifiedAt : undefined);
  if (asOf !== undefined) query.set('as_of', String(asOf));
  return query;
}
