import type { Readable } from 'node:stream';

/** The whole text of a body. Rejects with the signal's reason when that comes first, also while the body drips. */
export async function readBody(body: Readable, signal: AbortSignal, maxBytes: number): Promise<string> {
  const stop = () => body.destroy(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new Error(`The answer is longer than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    const [only] = chunks;
    return (chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString('utf8');
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
