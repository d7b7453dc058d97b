import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { findBytes } from '#tests/support/find-bytes.ts';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';

const MAIL = 'qwyzzle@heim.example';
const PHONE = '+49 171 5550123';

it('keeps contacts of bios, names and posts out of every byte that is stored and logged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-contacts-'));
  const log = { LOG_LEVEL: 'debug', LOG_FILE: join(folder, 'services.log') };
  const platform = await startPlatformProcess(folder, log);
  try {
    const row = {
      ...{
        platform: 'bluesky',
        native_id: 'did:plc:a',
        username: 'a.test',
        followers: 5_000,
        fetched_at: '2026-02-01T00:00:00Z',
      },
      ...{ display_name: `Ada ${MAIL}`, bio: `Mail ${MAIL} or call ${PHONE}` },
      posts: [{ id: 'p1', text: `Write to ${MAIL}, ${PHONE}`, published_at: '2026-01-01T00:00:00Z' }],
    };
    const query = '?name=list.ndjson&format=jsonl&platform=bluesky';
    const answer = await platform.admin(`/imports${query}`, { method: 'POST', body: JSON.stringify(row) });
    assert.match(await answer.text(), /"accepted":1/);
    await platform.waitUntilIdle();
    const profile = (await (await fetch(`${platform.api}/profiles/bluesky:did:plc:a`)).json()) as {
      bio: string;
    };
    assert.match(profile.bio, /\[email\].*\[phone\]/);
    assert.deepEqual(findBytes(folder, [MAIL, PHONE, '171 5550123']), []);
  } finally {
    await platform.stop();
    await rm(folder, { recursive: true });
  }
});
