const QUOTE = 0x22;

/** The bytes of one row, without its line end. */
export interface Frame {
  /** Line on which the row begins, from 1. */
  line: number;
  /** `null` when the row is longer than the limit; then its bytes were let go. */
  bytes: Buffer | null;
  /** The input ended inside a quoted cell. */
  unclosed: boolean;
}

export interface FrameOptions {
  /** The byte that ends a row: LF or CR. */
  newline: number;
  /** The byte between cells, to know where a quote opens one; `null` when quotes mean nothing. */
  delimiter: number | null;
  maxRowBytes: number;
}

/** Rows are handed over in batches of at most this many bytes of input, so that nobody holds the loop for long. */
const SLICE_BYTES = 32 * 1024;

/**
 * Cuts an input into rows, in batches. Memory is bounded by `maxRowBytes`: a longer row is passed over to its end,
 * in CSV to the end of its quoted cell. A quoted cell may hold line ends; as in csv-parse's relaxed mode a quote
 * opens a cell at its beginning only, and closes it unless it is doubled.
 */
export async function* frameRows(
  chunks: AsyncIterable<Buffer>,
  options: FrameOptions,
): AsyncGenerator<Frame[]> {
  const cutter = createCutter(options);
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += SLICE_BYTES) {
      const frames = cutter.cut(chunk.subarray(from, from + SLICE_BYTES));
      if (frames.length > 0) yield frames;
    }
  }
  const last = cutter.end();
  if (last !== null) yield [last];
}

interface Cutter {
  cut(slice: Buffer): Frame[];
  end(): Frame | null;
}

function createCutter({ newline, delimiter, maxRowBytes }: FrameOptions): Cutter {
  let line = 1;
  let rowLine = 1;
  let parts: Buffer[] = [];
  let length = 0;
  let atCellStart = true;
  let quoted = false;
  /** The byte before was a quote in a quoted cell: the next one tells whether it closed the cell. */
  let maybeClosed = false;

  const keep = (bytes: Buffer) => {
    length += bytes.length;
    if (length <= maxRowBytes) parts.push(bytes);
    else parts = [];
  };
  const take = (): Frame => {
    const bytes =
      length > maxRowBytes ? null : parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    const frame = { line: rowLine, bytes, unclosed: quoted && !maybeClosed };
    parts = [];
    length = 0;
    rowLine = line;
    atCellStart = true;
    quoted = false;
    maybeClosed = false;
    return frame;
  };

  const cutLines = (slice: Buffer): Frame[] => {
    const frames: Frame[] = [];
    let from = 0;
    for (let at = slice.indexOf(newline); at !== -1; at = slice.indexOf(newline, from)) {
      keep(slice.subarray(from, at));
      line++;
      frames.push(take());
      from = at + 1;
    }
    if (from < slice.length) keep(slice.subarray(from));
    return frames;
  };

  const cutCells = (slice: Buffer): Frame[] => {
    const frames: Frame[] = [];
    let from = 0;
    for (let at = 0; at < slice.length; at++) {
      const byte = slice[at];
      if (quoted && !maybeClosed) {
        if (byte === QUOTE) maybeClosed = true;
        else if (byte === newline) line++;
        continue;
      }
      if (maybeClosed) {
        maybeClosed = false;
        if (byte === QUOTE) continue;
        quoted = false;
      }
      if (byte === newline) {
        keep(slice.subarray(from, at));
        line++;
        frames.push(take());
        from = at + 1;
      } else if (byte === delimiter) atCellStart = true;
      else {
        if (byte === QUOTE && atCellStart) quoted = true;
        atCellStart = false;
      }
    }
    if (from < slice.length) keep(slice.subarray(from));
    return frames;
  };

  return {
    cut: delimiter === null ? cutLines : cutCells,
    end: () => (length === 0 ? null : take()),
  };
}
