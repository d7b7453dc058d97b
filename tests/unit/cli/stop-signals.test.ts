import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { onStopSignal } from '#cli/stop-signals.ts';

function listen(channel: { unref(): void } | null) {
  const source = Object.assign(new EventEmitter(), { channel });
  const requests: string[] = [];
  onStopSignal(source, (name) => requests.push(name));
  const direct = (name: string) => source.emit(name);
  const forwarded = (signal: string) => source.emit('message', { signal });
  return { requests, direct, forwarded, source };
}
const channel = { unref: () => {} };

test('a signal that comes directly and through the launcher is one request, in either order', () => {
  const first = listen(channel);
  first.direct('SIGINT');
  first.forwarded('SIGINT');
  assert.deepEqual(first.requests, ['SIGINT']);
  const second = listen(channel);
  second.forwarded('SIGHUP');
  second.direct('SIGHUP');
  assert.deepEqual(second.requests, ['SIGHUP']);
});

test('a signal to the launcher alone, or to this process alone, is a request', () => {
  const launcher = listen(channel);
  launcher.forwarded('SIGTERM');
  assert.deepEqual(launcher.requests, ['SIGTERM']);
  const alone = listen(null);
  alone.direct('SIGTERM');
  assert.deepEqual(alone.requests, ['SIGTERM']);
});

test('distinguishes a second request from a second copy', () => {
  const { requests, direct, forwarded } = listen(channel);
  direct('SIGINT');
  forwarded('SIGINT');
  forwarded('SIGINT');
  direct('SIGINT');
  assert.deepEqual(requests, ['SIGINT', 'SIGINT']);
});

test('other messages are ignored', () => {
  const { requests, source } = listen(channel);
  for (const message of [null, 'SIGINT', {}, { signal: 'SIGKILL' }, { signal: 7 }])
    source.emit('message', message);
  assert.deepEqual(requests, []);
});

test('listening does not keep the process alive', () => {
  let released = 0;
  listen({ unref: () => released++ });
  assert.equal(released, 1);
});
