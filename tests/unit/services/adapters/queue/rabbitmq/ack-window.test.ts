import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAckWindow } from '#adapters/queue/rabbitmq/consume/ack-window.ts';

function recording() {
  const frames: string[] = [];
  const window = createAckWindow({
    ack: ({ fields }, upTo = false) => void frames.push(`${upTo ? 'up to ' : ''}${fields.deliveryTag}`),
    reject: ({ fields }) => void frames.push(`refuse ${fields.deliveryTag}`),
  });
  return { frames, window };
}

test('acknowledges a gapless beginning with one frame', () => {
  const { frames, window } = recording();
  window.settle([1, 2, 3]);
  window.settle([5, 6]);
  window.settle([4]);
  assert.deepEqual(frames, ['up to 3', 'up to 6']);
});

test('acknowledges one by one what lies behind a gap that stays', () => {
  const { frames, window } = recording();
  window.settle([2, 3]);
  window.flush();
  window.settle([1]);
  window.settle([4]);
  assert.deepEqual(frames, ['2', '3', 'up to 1', 'up to 4']);
});

test('never names a delivery that the server has an answer for', () => {
  const { frames, window } = recording();
  window.refuse(2);
  window.settle([1]);
  window.refuse(3);
  window.settle([4]);
  assert.deepEqual(frames, ['refuse 2', 'up to 1', 'refuse 3', 'up to 4']);
});
