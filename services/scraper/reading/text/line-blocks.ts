const CR = 13;

/** Whole lines as they stand in the input, each with its end; the last line of an input may lack it. */
export type LineBlock = { kind: 'lines'; bytes: Buffer } | { kind: 'overlong' };

/** A block holds at most this many bytes beyond its first line, so that no work on it holds the event loop for long. */
const BLOCK_BYTES = 32 * 1024;

/**
 * Cuts an input into blocks of whole lines. A line of more than `maxLineBytes` is passed over and handed over as
 * `overlong`, so that memory stays bounded whatever arrives. Where lines end with CR, the ends become LF.
 */
export async function* readLineBlocks(
  chunks: AsyncIterable<Buffer>,
  { newline, maxLineBytes }: { newline: number; maxLineBytes: number },
): AsyncGenerator<LineBlock> {
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let isOverlong = false;

  const keep = (bytes: Buffer) => {
    carriedBytes += bytes.length;
    if (carriedBytes > maxLineBytes) isOverlong = true;
    if (isOverlong) carried = [];
    else if (bytes.length > 0) carried.push(bytes);
  };
  const take = (rest: Buffer): Buffer => {
    const bytes = carried.length === 0 ? rest : Buffer.concat([...carried, rest]);
    carried = [];
    carriedBytes = 0;
    return newline === CR ? Buffer.from(bytes.toString('latin1').replaceAll('\r', '\n'), 'latin1') : bytes;
  };

  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      let slice = chunk.subarray(from, from + BLOCK_BYTES);
      from += slice.length;
      if (carriedBytes > 0) {
        // The line that was begun ends first, to be judged by itself.
        const end = slice.indexOf(newline);
        if (end === -1) {
          keep(slice);
          continue;
        }
        keep(slice.subarray(0, end));
        if (isOverlong) {
          isOverlong = false;
          take(slice.subarray(0, 0));
          yield { kind: 'overlong' };
        } else yield { kind: 'lines', bytes: take(slice.subarray(end, end + 1)) };
        slice = slice.subarray(end + 1);
      }
      const last = slice.lastIndexOf(newline);
      if (last !== -1) yield { kind: 'lines', bytes: take(slice.subarray(0, last + 1)) };
      if (last + 1 < slice.length) keep(slice.subarray(last + 1));
    }
  }
  if (isOverlong) yield { kind: 'overlong' };
  else if (carriedBytes > 0) yield { kind: 'lines', bytes: take(Buffer.alloc(0)) };
}
