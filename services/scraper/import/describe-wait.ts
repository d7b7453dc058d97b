import type { ImportWait } from '#contract/import/import.ts';
import { UnavailableError } from '#ports/errors.ts';

/** What an import waits for, without the path, which only the log shows; `undefined` for any other error. */
export function describeWait(error: unknown): ImportWait | undefined {
  if (!(error instanceof UnavailableError)) return undefined;
  const text = error.message.replace(/ \[path=.*\]$/s, '');
  const reason = /^The [a-z ]+ is unavailable: (.+)$/s.exec(text)?.[1] ?? text;
  return { code: error.code ?? 'unavailable', reason };
}
