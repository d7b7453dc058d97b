import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { send } from '#cli/http/request.ts';
import { readText } from '#lib/read-text.ts';

const CHUNK = Buffer.alloc(65_536, 'x');

/** A body that never ends by itself; `left` says when it was closed. */
function endless(): { body: Readable; left: Promise<unknown> } {
  const body = new Readable({
    read() {
      this.push(CHUNK);
    },
  });
  return { body, left: once(body, 'close') };
}

async function withServer(listener: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const upload = (url: string, body: Readable) =>
  send({ url, proof: null }, '/imports', { method: 'POST', body, signal: AbortSignal.timeout(60_000) });

/** Refuses whatever comes, on a thread of its own: it answers and closes while this thread is busy. */
const REFUSING_SERVER = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:http').createServer((request, response) => {
    response.writeHead(401, { 'content-length': 6 }).end('denied');
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

test('an upload that is refused at once yields the refusal, every time, and ends the sending', async () => {
  const server = new Worker(REFUSING_SERVER, { eval: true });
  const clockless = new Int32Array(new SharedArrayBuffer(4));
  try {
    const [port] = (await once(server, 'message')) as [number];
    for (let round = 0; round < 15; round++) {
      const body = new Readable({
        read() {
          // Answer and reset both arrive while this thread sees neither; then it writes first.
          setImmediate(() => {
            Atomics.wait(clockless, 0, 0, 3);
            this.push(Buffer.alloc(1_048_576));
          });
        },
      });
      const left = once(body, 'close');
      const answer = await upload(`http://127.0.0.1:${port}`, body);
      assert.equal(answer.statusCode, 401);
      assert.equal(await readText(answer), 'denied');
      await left;
    }
  } finally {
    await server.terminate();
  }
});

test('a report that ends before the body does is read to its end, and ends the sending', () =>
  withServer(
    (request, response) => {
      request.once('data', () => response.end('failed\n'));
    },
    async (url) => {
      const { body, left } = endless();
      const answer = await upload(url, body);
      assert.equal(await readText(answer), 'failed\n');
      await left;
    },
  ));

test('a service that goes away without an answer is an error', () =>
  withServer(
    (request) => void request.once('data', () => request.destroy()),
    async (url) => {
      const { body, left } = endless();
      await assert.rejects(upload(url, body), /ECONNRESET|EPIPE|socket hang up/);
      await left;
    },
  ));

test('a body that cannot be read is the error', () =>
  withServer(
    (request) => void request.resume(),
    async (url) => {
      const body = Readable.from(
        (async function* () {
          yield CHUNK;
          throw new Error('the disk went away');
        })(),
      );
      await assert.rejects(upload(url, body), /the disk went away/);
    },
  ));
