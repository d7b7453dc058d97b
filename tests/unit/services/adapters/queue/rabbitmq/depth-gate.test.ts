import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDepthGate } from '#adapters/queue/rabbitmq/publish/depth-gate.ts';

test('asks once for as many messages as there was room for', async () => {
  let asked = 0;
  const depth = async () => {
    asked++;
    return 0;
  };
  const gate = createDepthGate({ maxDepth: 100, depth });
  for (let n = 0; n < 10; n++) await gate.enter(10);
  assert.equal(asked, 1);
  await gate.enter(1);
  assert.equal(asked, 2);
});

test('waits while there is no room, and lets everybody in when there is', async () => {
  let depth = 50;
  let asked = 0;
  const gate = createDepthGate({
    maxDepth: 50,
    async depth() {
      if (++asked === 3) depth = 40;
      return depth;
    },
  });
  await Promise.all([gate.enter(1), gate.enter(1), gate.enter(1)]);
  assert.ok(asked >= 3);
});

test("gives up with the signal's reason", async () => {
  const gate = createDepthGate({ maxDepth: 1, depth: async () => 1 });
  const abort = new AbortController();
  const reason = new Error('enough');
  const waiting = gate.enter(1, abort.signal);
  abort.abort(reason);
  await assert.rejects(waiting, (error) => error === reason);
});
