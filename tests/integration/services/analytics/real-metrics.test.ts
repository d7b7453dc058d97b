import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, it } from 'node:test';
import type { ProfileEvent } from '#contract/profile-event.ts';
import type { ProfileRecord } from '#contract/profile-record.ts';
import { joinRecords } from '#indexer/record/join-records.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { assertSameMetrics } from '#tests/support/metrics/compare-metrics.ts';
import { inputOfRecord } from '#tests/support/metrics/input-of-record.ts';
import { startScraperServer } from '#tests/support/platform/scraper-server.ts';
import { sharedData } from '#tests/support/shared-data.ts';

const server = await startScraperServer();
after(() => server.close());

/** Groups of files that belong together, and how many of their profiles must have a rate. */
const GROUPS: { files: string[]; query?: Record<string, string>; profiles: number; rated: number }[] = [
  { files: ['instagram/profiles-with-posts.ndjson'], query: { as_of: '' }, profiles: 61, rated: 55 },
  {
    files: ['youtube/programming-channels.ndjson', 'youtube/programming-videos.ndjson'],
    profiles: 37,
    rated: 5,
  },
  {
    files: ['bluesky/searchActors-response.json', 'bluesky/getAuthorFeed-response.json'],
    profiles: 98,
    rated: 0,
  },
  {
    files: ['berlin', 'london', 'mumbai', 'paris', 'seattle', 'tokyo'].map((city) => `github/${city}.csv`),
    profiles: 3_100,
    rated: 0,
  },
  { files: ['kaggle/instagram-dec-2022.csv'], query: { platform: 'instagram' }, profiles: 900, rated: 0 },
  { files: ['kaggle/tiktok-dec-2022.csv'], query: { platform: 'tiktok' }, profiles: 900, rated: 0 },
  {
    files: ['youtube/ai-channels-with-descriptions.csv'],
    query: { platform: 'youtube' },
    profiles: 1_500,
    rated: 0,
  },
];

for (const { files, query = {}, profiles, rated } of GROUPS) {
  const { skip } = sharedData(files[0] ?? '');
  it(`two implementations agree on every figure of ${files.join(', ')}`, { skip }, async () => {
    server.queue.messages.length = 0;
    for (const file of files)
      await server.import(await readFile(sharedData(file).path), { name: file, ...query });
    const records = recordsOf(server.queue.events());
    let ratedProfiles = 0;
    let compared = 0;
    for (const record of records.values()) {
      const input = inputOfRecord(record);
      if (input === null) continue;
      compared++;
      if (assertSameMetrics(input).isRated) ratedProfiles++;
    }
    assert.ok(compared >= profiles, `${compared} profiles`);
    assert.ok(ratedProfiles >= rated, `${ratedProfiles} rates`);
  });
}

/** The records of these events, joined by id as the indexer does. */
function recordsOf(events: readonly ProfileEvent[]): Map<string, ProfileRecord> {
  const records = new Map<string, ProfileRecord>();
  for (const event of events) {
    const id = `${event.platform}:${event.native_id ?? `@${event.username?.toLowerCase()}`}`;
    const record = recordOfEvent(event, id);
    const known = records.get(id);
    records.set(id, known === undefined ? record : joinRecords(known, record));
  }
  return records;
}
