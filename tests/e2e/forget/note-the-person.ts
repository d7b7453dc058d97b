import assert from 'node:assert/strict';
import type { Alerts } from '#contract/alerts/alert.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** A saved search whose alerts cannot be delivered. */
export async function watchEveryone(platform: PlatformProcess): Promise<void> {
  const body = { query: 'followers:1k..', alerts: { new_matches: true }, to: ['http://127.0.0.1:9/'] };
  const answer = await platform.admin('/saved-searches/everyone', {
    method: 'PUT',
    headers: JSON_TYPE,
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** A list with a note about the person, and an alert in the log and in the outbox. */
export async function noteThePerson(
  platform: PlatformProcess,
  person: { did: string; handle: string },
  mark: string,
): Promise<void> {
  const entries = [{ id: `bluesky:${person.did}`, note: `${mark} wrote` }];
  const answer = await platform.admin('/lists/spring/entries', {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({ entries }),
  });
  assert.equal(answer.status, 200, await answer.text());
  await eventually(async () => {
    const { alerts, waiting } = (await (await platform.admin('/alerts?limit=500')).json()) as Alerts;
    assert.ok(alerts.some(({ profile }) => profile.username === person.handle));
    assert.ok(waiting > 0);
  });
}
