import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startScraperServer } from '#tests/support/platform/scraper-server.ts';
import { facts } from '#tests/support/profile-events.ts';
import { toDocuments } from '../real-documents.ts';

const CHANNELS = `channel_id,title,subscriber_count
UC0000000000000000000001,First Example Channel,1200
UC0000000000000000000002,Second Example Channel,3400
`;

it('gives each channel without a handle the id of the channel', async () => {
  const server = await startScraperServer();
  try {
    const map = ['username=title', 'display_name=title', 'followers=subscriber_count'];
    await server.import(CHANNELS, { name: 'channels.csv', platform: 'youtube', map });
    const read = server.queue
      .events()
      .map(({ profile, ...names }) => ({ ...names, facts: facts(profile ?? {}) }));
    assert.deepEqual(
      read.map(({ username }) => username),
      [null, null],
    );
    assert.deepEqual(
      toDocuments(read).map(({ profile }) => profile.id),
      ['youtube:UC0000000000000000000001', 'youtube:UC0000000000000000000002'],
    );
  } finally {
    await server.close();
  }
});

it('refuses to make an id from a missing handle', () => {
  const nameless = { platform: 'youtube', native_id: null, username: null, source: 'import' } as const;
  assert.throws(() => toDocuments([{ ...nameless, facts: facts({ username: null }) }]), TypeError);
});
