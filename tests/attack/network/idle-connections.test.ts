import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { eventually } from '#tests/support/eventually.ts';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { exchange, parseAnswers, requestText } from './raw-connection.ts';

/** `IDLE_CONNECTIONS=10000` makes the test larger. */
const COUNT = Number(process.env.IDLE_CONNECTIONS ?? 500);
const PER_CLIENT = 1_000;
const AT_ONCE = 200;

/** Only Linux has all of 127.0.0.0/8 on its loopback. */
const LINUX = { skip: process.platform !== 'linux' };

describe('idle connections', LINUX, () => {
  let api: PublicApi;
  const sockets = new Set<Socket>();
  before(async () => {
    api = await startPublicApi([searchableProfile(1)], { rateLimit: 100 });
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await api[Symbol.asyncDispose]();
  });

  /** A connection of one of several clients that sends `bytes`; counted until the server closes it. */
  const open = (at: number, bytes: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const localAddress = `127.0.1.${1 + Math.floor(at / PER_CLIENT)}`;
      const socket = connect({ port: api.port, host: '127.0.0.1', localAddress });
      sockets.add(socket);
      socket.on('connect', () => {
        socket.write(bytes);
        resolve();
      });
      socket.on('error', reject);
      socket.on('close', () => sockets.delete(socket));
      socket.resume();
    });
  const openAll = async (bytesOf: (at: number) => string) => {
    for (let from = 0; from < COUNT; from += AT_ONCE) {
      const size = Math.min(AT_ONCE, COUNT - from);
      await Promise.all(Array.from({ length: size }, (_, i) => open(from + i, bytesOf(from + i))));
    }
  };
  const search = async () => {
    const [answer] = parseAnswers(await exchange(api.port, requestText('GET', '/search?q=tech')));
    assert.equal(answer?.status, 200);
  };

  test(`${COUNT} connections that send nothing, a byte or half a head hold up no search, and are closed`, async () => {
    const beginnings = ['', 'G', 'GET /search?q=tech HTTP/1.1\r\nhost: localhost\r\n'];
    await openAll((at) => beginnings[at % beginnings.length] ?? '');
    for (let i = 0; i < 5; i++) await search();
    await eventually(async () => assert.equal(sockets.size, 0), { timeoutMs: 60_000 });
    await search();
  });

  test('a client has at most 1,024 connections, and another is served meanwhile', async () => {
    const opened = Array.from({ length: 1_100 }, () =>
      connect({ port: api.port, host: '127.0.0.1', localAddress: '127.0.2.1' }),
    );
    let refused = 0;
    for (const socket of opened) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        refused++;
        sockets.delete(socket);
      });
    }
    await eventually(async () => assert.ok(refused >= 76));
    await search();
    for (const socket of opened) socket.destroy();
  });
});
