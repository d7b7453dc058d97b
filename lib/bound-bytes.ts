/** Passes on the chunks of `source`. Throws `tooLarge()`, which closes the source, after more than `maxBytes`. */
export async function* boundBytes<Chunk extends Uint8Array>(
  source: AsyncIterable<Chunk>,
  maxBytes: number,
  tooLarge: () => Error,
): AsyncGenerator<Chunk> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge();
    yield chunk;
  }
}
