import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { AbortError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { Place } from './place.ts';
import { createPlace } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = createPlace();
  await place.reset();
});
afterEach(() => place.dispose());

const codes = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'note' ? [event.code] : []));

/** A line of eksctl comes always; the progress of a stack only if a poll falls into its time. */
const waitsFor = (event: Event, stack: string) =>
  event.type === 'tool' && event.message.startsWith('waiting') && event.message.includes(stack);

/** The first event of each phase of `up` after which AWS bills. */
const PHASES: Readonly<Record<string, (event: Event) => boolean>> = {
  'creating the cluster': (event) => waitsFor(event, '-cluster'),
  'creating the nodes': (event) => waitsFor(event, '-nodegroup-'),
  'waiting for the nodes': (event) => event.type === 'step' && event.step === 'nodes-ready',
  'deploying the instance': (event) => event.type === 'note' && event.code === 'context',
};

for (const [phase, reached] of Object.entries(PHASES))
  test(`an up that is interrupted while ${phase} says that AWS keeps billing`, async () => {
    await place.faults({ stack_delay_s: 1 });
    const stop = new AbortController();
    const run = await place.up([], {
      signal: stop.signal,
      onEvent(event) {
        if (reached(event)) stop.abort(new AbortError('SIGINT'));
      },
    });
    assert.equal(run.code, 130, JSON.stringify(run.events.slice(-8)));
    assert.equal(run.error?.code, 'interrupted');
    assert.ok(codes(run.events).includes('still_billing'));
  });

test('an up that is interrupted in the preflight of an instance that exists says so too', async () => {
  const first = new AbortController();
  await place.up([], {
    signal: first.signal,
    onEvent(event) {
      if (waitsFor(event, '-cluster')) first.abort(new AbortError('SIGINT'));
    },
  });
  const stop = new AbortController();
  const run = await place.up([], {
    signal: stop.signal,
    onEvent(event) {
      if (event.type === 'step' && event.step === 'preflight') stop.abort(new AbortError('SIGINT'));
    },
  });
  assert.equal(run.code, 130);
  assert.ok(codes(run.events).includes('still_billing'));
});
