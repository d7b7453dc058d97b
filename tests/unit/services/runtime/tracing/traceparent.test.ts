import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTraceparent, parseTraceparent, sampledOf } from '#runtime/telemetry/tracing/traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('reads and writes a trace context', () => {
  const context = { traceId: TRACE, spanId: SPAN, sampled: true };
  assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-01`), context);
  assert.deepEqual(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-comes-later`), context);
  assert.equal(formatTraceparent(context), `00-${TRACE}-${SPAN}-01`);
  assert.equal(parseTraceparent(`00-${TRACE}-${SPAN}-00`)?.sampled, false);
});

for (const text of [
  undefined,
  '',
  'nonsense',
  `ff-${TRACE}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01${'x'.repeat(600)}`,
]) {
  test(`takes no context from ${String(text).slice(0, 60)}`, () =>
    assert.equal(parseTraceparent(text), undefined));
}

test('keeps what is recorded, each once', () => {
  const sampled = `00-${TRACE}-${SPAN}-01`;
  assert.deepEqual(sampledOf([undefined, sampled, `00-${TRACE}-${SPAN}-00`, sampled]), [sampled]);
});
