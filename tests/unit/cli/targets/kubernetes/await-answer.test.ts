import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { isStatus } from '#cli/kubernetes/client/errors.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { awaitAnswer } from '#cli/targets/kubernetes/await-answer.ts';
import type { Connection } from '#cli/targets/kubernetes/connection.ts';
import { startClientBehindLink } from '#tests/support/kubernetes/client-behind-link.ts';

/** The first requests of a command to a cluster that is away; `isKnown` if it answered an earlier command. */
async function ask(context: TestContext, isKnown: boolean) {
  const { client, link, address } = await startClientBehindLink(context, (_request, response) =>
    response.end('{}'),
  );
  link.sever();
  const remembered = { v: 1, target: 'kubernetes', context: 'fake', server: address } as Connection['state'];
  const { signal } = new AbortController();
  const answers = awaitAnswer({ client, state: isKnown ? remembered : null }, signal, () =>
    client.request('/version', 'Version', { signal }),
  );
  return { link, answers };
}

test('a command waits for a cluster that answered an earlier command, and says so', async (context) => {
  const { link, answers } = await ask(context, true);
  const { value } = await answers.next();
  assert.equal((value as EventOf<'note'>).code, 'api_unreachable');
  link.restore();
  assert.deepEqual(await answers.next(), { done: true, value: {} });
});

test('a command does not wait for an address that never answered', async (context) => {
  const { answers } = await ask(context, false);
  await assert.rejects(answers.next(), (error) => isStatus(error, 0));
});
