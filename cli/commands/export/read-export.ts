import type { IncomingMessage } from 'node:http';
import { OperationError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { toError } from '#cli/http/problem.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { Profile } from '#domain/profile.ts';
import { readLines } from '#lib/text/lines.ts';

/** A service that sends nothing for this long counts as lost. */
const SILENCE_MS = 120_000;

/** The profiles as they arrive. Throws `export_incomplete` when the answer ends before it says that it is complete. */
export async function* readExport(
  client: InstanceClient,
  query: URLSearchParams,
  signal: AbortSignal,
): AsyncGenerator<Profile> {
  const silence = new AbortController();
  const waiting = setTimeout(() => silence.abort(incomplete(0, undefined)), SILENCE_MS);
  const answer = await client
    .answer('public', `/export?${query}`, { signal: AbortSignal.any([signal, silence.signal]) })
    .finally(() => clearTimeout(waiting));
  if ((answer.statusCode ?? 0) >= 300) throw await toError(answer, 'Export');
  let count = 0;
  try {
    for await (const line of readLines(chunksOf(answer))) {
      if (line === '') continue;
      const row = JSON.parse(line) as Profile | { complete: true; count: number };
      if ('complete' in row) {
        if (row.count === count) return;
        break;
      }
      count++;
      yield row;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw incomplete(count, error);
  }
  throw incomplete(count, undefined);
}

/** Time that the caller spends between two chunks does not count as silence. */
async function* chunksOf(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  const chunks = answer[Symbol.asyncIterator]();
  for (;;) {
    const waiting = setTimeout(() => answer.destroy(new Error('no data arrived')), SILENCE_MS);
    const next = await chunks.next().finally(() => clearTimeout(waiting));
    if (next.done) return;
    yield next.value as Uint8Array;
  }
}

function incomplete(count: number, cause: unknown): OperationError {
  return new OperationError(`The export stopped after ${formatCount(count)} profiles and is not complete`, {
    code: 'export_incomplete',
    hint: { text: 'repeat the command; for more detail', command: ['logs'] },
    cause,
  });
}
