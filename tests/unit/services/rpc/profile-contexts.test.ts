import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http2';
import { test } from 'node:test';
import { Metadata } from '@grpc/grpc-js';
import { readContexts, writeContexts } from '#rpc/profile-contexts.ts';

const context = (digit: string, flags = '01') => `00-${digit.repeat(32)}-${digit.repeat(16)}-${flags}`;

test('the contexts of a call and of its recorded profiles arrive, each at its place', () => {
  const sent = writeContexts(context('a'), [context('b'), undefined, context('c', '00'), context('d')]);
  const overTheWire = Metadata.fromHttp2Headers(sent.toHttp2Headers() as IncomingHttpHeaders);
  const { call, profiles } = readContexts(overTheWire);
  assert.equal(call, context('a'));
  assert.deepEqual(
    [...profiles],
    [
      [0, context('b')],
      [3, context('d')],
    ],
  );
});

test('a call without a context carries none', () => {
  assert.deepEqual(Object.keys(writeContexts(undefined, [context('b')]).getMap()), []);
  assert.deepEqual(readContexts(new Metadata()), { call: undefined, profiles: new Map() });
});
