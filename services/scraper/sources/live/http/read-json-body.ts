import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { readBody } from '#scraper/fetch/read-body.ts';
import { SourceFault } from '../source-fault.ts';

/** The largest page that a documented interface answers is well below this. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The JSON of an answer; of an error status, `null` where its body is not JSON. Rejects with a passing `SourceFault` for
 * a good status with a body that is cut or is not JSON: a proxy or an overloaded server put it there.
 */
export async function readJsonBody(
  body: Readable,
  headers: IncomingHttpHeaders,
  host: string,
  status: number,
): Promise<unknown> {
  const header = (name: string) => [headers[name]].flat()[0];
  try {
    const bytes = await readBody(
      body,
      { encoding: header('content-encoding'), declaredLength: header('content-length') },
      MAX_BYTES,
    );
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    if (status !== 200) return null;
    const what =
      cause instanceof SyntaxError
        ? 'did not respond with JSON'
        : 'closed the connection before the end of the response';
    throw new SourceFault('passing', `${host} ${what}`, { status, cause });
  }
}
