/**
 * Bytes of the JSON of an answer. A client may give a model both copies, text and structured content. A token of a byte-level
 * tokenizer has at least one byte: two copies are then below 20,000 tokens, whatever the texts are.
 */
export const MAX_ANSWER_BYTES = 9_800;

/** How many of the rows fit into an answer whose other parts have `headBytes`. */
export function countFitting(rows: readonly unknown[], headBytes: number): number {
  let bytes = headBytes;
  for (const [at, row] of rows.entries()) {
    // The comma behind each row.
    bytes += jsonBytes(row) + 1;
    if (bytes > MAX_ANSWER_BYTES) return at;
  }
  return rows.length;
}

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Room for the sentence and the cursor of a cut answer. */
export const CUT_BYTES = 1_400;
