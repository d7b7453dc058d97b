import type { OpenSources } from '#scraper/sources/open-sources.ts';
import { openSources } from '#scraper/sources/open-sources.ts';
import { createFakeRecords } from './fake-records.ts';

/** The live sources without a configuration: for scrapers that only import. */
export function unusedSources(): OpenSources {
  return openSources({ configs: {}, userAgent: 'test', records: createFakeRecords(), now: Date.now });
}
