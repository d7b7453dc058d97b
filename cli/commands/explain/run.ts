import type { Run } from '#cli/command.ts';
import { note } from '#cli/output/events/events.ts';

export interface ExplainOptions {
  bundle?: string;
}

const EXPLAIN_TIMEOUT_MS = 60_000;

/** Exit code 1 when something is wrong. */
export const run: Run<ExplainOptions> = async ({ args, options }, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  const signal = context.deadline(EXPLAIN_TIMEOUT_MS);
  let found = 0;
  for await (const event of target.explain({ object: args[0] ?? null, signal })) {
    if (event.type === 'finding') found++;
    sink.emit(event);
  }
  if (options.bundle !== undefined) {
    const { writeBundle } = await import('./write-bundle.ts');
    const files = await writeBundle(options.bundle, target, context, signal);
    sink.emit(
      note(
        'bundle',
        `Wrote ${files} files to ${options.bundle}. Secrets are masked; check the bundle before you share it`,
      ),
    );
  }
  return found === 0 ? 0 : 1;
};
