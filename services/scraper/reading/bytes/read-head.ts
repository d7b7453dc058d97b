import { withinTime } from '#lib/async/within-time.ts';

/** An input of which the first bytes are known. */
export interface Headed {
  head: Buffer;
  /** The input ends with the head. */
  isWhole: boolean;
  /** The whole input, the head included. */
  body: AsyncGenerator<Buffer>;
}

export interface HeadOptions {
  /** Bytes that are read where they come without delay, so that the result does not depend on how they arrive. */
  wantedBytes: number;
  /** The head may end with this chunk where no more bytes come soon. */
  isEnough(chunk: Buffer, head: readonly Buffer[]): boolean;
}

/** How long more bytes are waited for, once there are enough. */
const PATIENCE_MS = 100;

/** Reads the first bytes of an input. */
export async function readHead(
  source: AsyncGenerator<Buffer>,
  { wantedBytes, isEnough }: HeadOptions,
): Promise<Headed> {
  const parts: Buffer[] = [];
  let bytes = 0;
  let hasEnough = false;
  let isWhole = false;
  let late: Promise<IteratorResult<Buffer, unknown>> | null = null;
  while (bytes < wantedBytes) {
    const next = source.next();
    const result = hasEnough ? await withinTime(next, PATIENCE_MS) : await next;
    if (result === null) {
      late = next;
      break;
    }
    const { value, done } = result;
    if (done) {
      isWhole = true;
      break;
    }
    parts.push(value);
    bytes += value.length;
    hasEnough ||= isEnough(value, parts);
  }
  const head = Buffer.concat(parts);
  const body = (async function* () {
    if (head.length > 0) yield head;
    const first = await late;
    if (first?.done) return;
    if (first) yield first.value as Buffer;
    yield* source;
  })();
  return { head, isWhole, body };
}
