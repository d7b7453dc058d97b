import type { Run } from '#cli/command.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import type { SourceStatus } from '#contract/sources/sources.ts';

const SOURCES_TIMEOUT_MS = 30_000;

export const run: Run<object> = async (_input, context) => {
  const client = await context.client();
  const signal = context.deadline(SOURCES_TIMEOUT_MS);
  const sources = await client.json<SourceStatus[]>('admin', '/sources', 'Sources', { signal });
  const { renderSources } = await import('#cli/output/render/render-sources.ts');
  writeRows(context.output, { sources }, sources, () =>
    renderSources(sources, context.output, context.clock()),
  );
  return 0;
};
