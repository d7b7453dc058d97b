import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServerUrl } from '#adapters/server-url.ts';
import { createEnvironment } from '#runtime/config/environment.ts';

test('decodes the user and the password of a URL', () => {
  const environment = createEnvironment({});
  const server = parseServerUrl('QUEUE', 'amqp://us%40er:p%2Fw%25@localhost/v%2Fhost', environment);
  assert.deepEqual([server.username, server.password], ['us@er', 'p/w%']);
  assert.equal(server.url.pathname, '/v%2Fhost');
  assert.deepEqual(environment.faults, []);
});

test('keeps a user and a password that are not encoded', () => {
  const server = parseServerUrl('QUEUE', 'amqp://100%:50%zz@localhost', createEnvironment({}));
  assert.deepEqual([server.username, server.password], ['100%', '50%zz']);
});

test('notes what is no URL', () => {
  const environment = createEnvironment({});
  parseServerUrl('QUEUE', 'amqp://', environment);
  parseServerUrl('SEARCH', 'http://', environment);
  assert.ok(environment.faults.some((fault) => fault.startsWith('SEARCH_URL:')));
});
