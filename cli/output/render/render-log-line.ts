import { Chalk } from 'chalk';
import { oneLine } from '../text/format.ts';

/** One line of a service's JSON log; `record` is `null` for a line that is not JSON. */
export interface LoggedLine {
  text: string;
  record: Readonly<Record<string, unknown>> | null;
}

/** Renders log lines, with or without colour. */
export function createLogRenderer(color: boolean): (line: LoggedLine) => string {
  const style = new Chalk({ level: color ? 1 : 0 });
  return (line) => renderLogLine(line, style);
}

/** `12:00:00.123 INFO  indexer  message  key=value …`; a line that is not JSON stays as it is. */
function renderLogLine({ text, record }: LoggedLine, style: InstanceType<typeof Chalk>): string {
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
