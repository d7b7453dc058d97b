import type { Run } from '#cli/command.ts';
import { createLogRenderer } from '#cli/output/render/render-log-line.ts';
import type { parseSince } from '#cli/parsers.ts';
import type { LogLine } from '#cli/targets/target.ts';

export interface LogsOptions {
  follow?: boolean;
  lines?: number;
  tail?: number;
  since?: ReturnType<typeof parseSince>;
}

const DEFAULT_LINES = 100;

export const run: Run<LogsOptions> = async ({ args, options }, context) => {
  const { output, signal } = context;
  const { target } = await context.target();
  const since = options.since === undefined ? null : sinceTime(options.since, context.clock());
  const render = createLogRenderer(output.color);
  const lines = target.logs({
    service: args[0] ?? null,
    lines: options.lines ?? options.tail ?? (since === null ? DEFAULT_LINES : null),
    since,
    follow: options.follow === true,
    signal,
  });
  let shown = 0;
  for await (const line of lines) {
    shown++;
    output.write(output.format === 'json' ? toJson(line) : render(line));
  }
  if (shown === 0 && !signal.aborted) output.remark('No log lines.');
  return 0;
};

/** A line that is not JSON, such as a crash report of Node, becomes the message of one that is. */
function toJson({ text, record }: LogLine): string {
  return record === null ? JSON.stringify({ msg: text }) : text;
}

function sinceTime(since: NonNullable<LogsOptions['since']>, now: number): number {
  return 'at' in since ? since.at : now - since.agoMs;
}
