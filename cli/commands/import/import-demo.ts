import type { Context } from '#cli/context.ts';
import type { EventSink } from '#cli/output/events/events.ts';
import { step } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { DemoImportBody, ImportReportLine } from '#contract/import/import.ts';
import type { ImportResult } from './import-progress.ts';
import { followImport } from './import-progress.ts';
import { waitUntilSearchable } from './wait-until-searchable.ts';

export interface DemoRequest {
  count: number;
  seed: number | undefined;
}

/** Imports generated profiles and waits until they are searchable. */
export async function importDemo(
  request: DemoRequest,
  context: Context,
  sink: EventSink,
): Promise<ImportResult> {
  const client = await context.client();
  const result = await sendDemo(request, context, sink);
  await waitUntilSearchable(client, context, sink);
  return result;
}

/** Imports generated profiles without waiting for the index. */
export async function sendDemo(
  { count, seed }: DemoRequest,
  context: Context,
  sink: EventSink,
): Promise<ImportResult> {
  const client = await context.client();
  const name = `demo:${count}`;
  const loading = step('import', 'Importing generated profiles');
  sink.emit(loading.started);
  const body: DemoImportBody = { count, ...(seed !== undefined && { seed }) };
  const report = client.lines<ImportReportLine>('/imports/demo', name, {
    method: 'POST',
    json: body,
    signal: context.deadline(null),
  });
  const {
    summary: _,
    importId: __,
    ...result
  } = await followImport(report, {
    name,
    unit: 'profiles',
    total: count,
    fraction: ({ rows }) => rows / count,
    showRejected: 10,
    sink,
  });
  sink.emit(loading.done(`Imported ${formatCount(result.accepted)} generated profiles`));
  return result;
}
