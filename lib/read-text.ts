import type { Readable } from 'node:stream';

/** The whole stream as UTF-8 text. */
export async function readText(stream: Readable): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) text += chunk;
  return text;
}
