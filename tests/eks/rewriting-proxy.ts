import type { IncomingMessage } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RewritingProxy {
  url: string;
  close(): Promise<void>;
}

/**
 * Passes requests on to `target`, and its answers back as `rewrite` changes them: for what an emulation never answers, and
 * the real one does.
 */
export async function openRewritingProxy(
  target: string,
  rewrite: (asked: IncomingMessage, body: string) => string,
): Promise<RewritingProxy> {
  const server = createServer((asked, answer) => {
    const sent = request(
      new URL(asked.url ?? '/', target),
      { method: asked.method, headers: asked.headers },
      (got) => {
        const chunks: Buffer[] = [];
        got.on('data', (chunk: Buffer) => chunks.push(chunk));
        got.on('end', () => {
          const body = rewrite(asked, Buffer.concat(chunks).toString());
          const headers = { ...got.headers, 'content-length': String(Buffer.byteLength(body)) };
          delete headers['transfer-encoding'];
          answer.writeHead(got.statusCode ?? 502, headers);
          answer.end(body);
        });
      },
    );
    sent.on('error', () => answer.destroy());
    asked.pipe(sent);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
