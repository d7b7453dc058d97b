import type { OpenSources } from '#scraper/sources/open-sources.ts';
import { openSources } from '#scraper/sources/open-sources.ts';

/** The live sources without a configuration: for scrapers that only import. */
export function unusedSources(): OpenSources {
  return openSources({}, { userAgent: 'test', now: Date.now });
}
