/** An input of which the first bytes are known. */
export interface Headed {
  head: Buffer;
  /** The input ends with the head. */
  isWhole: boolean;
  /** The whole input, the head included. */
  body: AsyncGenerator<Buffer>;
}

/** Reads until `isEnough` says so or the input ends. */
export async function readHead(
  source: AsyncGenerator<Buffer>,
  isEnough: (head: Buffer) => boolean,
): Promise<Headed> {
  let head: Buffer = Buffer.alloc(0);
  let isWhole = false;
  while (!isEnough(head)) {
    const { value, done } = await source.next();
    if (done) {
      isWhole = true;
      break;
    }
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  const body = (async function* () {
    if (head.length > 0) yield head;
    yield* source;
  })();
  return { head, isWhole, body };
}
