import { Chalk } from 'chalk';
import type { Run } from '#cli/command.ts';
import { oneLine } from '#cli/output/text/format.ts';
import type { LogLine } from '#cli/targets/target.ts';
import type { LogsOptions } from './command.ts';

const DEFAULT_LINES = 100;

export const run: Run<LogsOptions> = async ({ args, options }, context) => {
  const { output, signal } = context;
  const { target } = await context.target();
  const since = options.since === undefined ? null : sinceTime(options.since, context.clock());
  const style = new Chalk({ level: output.color ? 1 : 0 });
  const lines = target.logs({
    service: args[0] ?? null,
    lines: options.lines ?? (since === null ? DEFAULT_LINES : null),
    since,
    follow: options.follow === true,
    signal,
  });
  let shown = 0;
  for await (const line of lines) {
    shown++;
    output.write(output.format === 'json' ? line.text : renderLogLine(line, style));
  }
  if (shown === 0 && !signal.aborted) output.remark('Nothing was logged.');
  return 0;
};

function sinceTime(since: NonNullable<LogsOptions['since']>, now: number): number {
  return 'at' in since ? since.at : now - since.agoMs;
}

/** `12:00:00.123 INFO  indexer  message  key=value …`; what is not JSON stays as it is. */
export function renderLogLine({ text, record }: LogLine, style: InstanceType<typeof Chalk>): string {
  if (record === null) return oneLine(text);
  const { time, level, service, msg, err, ...rest } = record;
  const stack = (err as { message?: unknown; stack?: unknown } | undefined)?.stack;
  const name = String(level).toUpperCase().padEnd(5);
  const paint = { ERROR: style.red, FATAL: style.red, 'WARN ': style.yellow }[name] ?? style.green;
  const pairs = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const first = [
    style.dim(String(time).replace('T', ' ').replace('Z', '')),
    paint(name),
    style.cyan(String(service ?? 'platform').padEnd(9)),
    oneLine(String(msg ?? '')),
    style.dim(oneLine(pairs.join(' '))),
  ];
  const detail =
    typeof stack === 'string'
      ? stack
          .split('\n')
          .map((part) => `\n    ${oneLine(part)}`)
          .join('')
      : '';
  return `${first.join(' ').trimEnd()}${detail}`;
}
