import type { AnalysedProfile } from '#adapters/search/analysis/analyse-profile.ts';
import { analyseProfile } from '#adapters/search/analysis/analyse-profile.ts';
import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { assertIndexable } from '#adapters/search/assert-indexable.ts';
import type { Profile } from '#domain/profile.ts';
import type { UpsertResult } from '#ports/search-index.ts';
import type { WireDocument } from '../protocol.ts';

export interface PreparedDocument {
  id: string;
  version: number;
  json: string;
  profile: Profile;
  text: AnalysedProfile;
}

/** Reads and analyses a document outside of any transaction. What cannot be taken becomes its result. */
export function prepareDocument(
  document: WireDocument,
  analyser: Analyser,
): PreparedDocument | (UpsertResult & { status: 'failed' }) {
  const { id, version, json } = document;
  try {
    const profile = JSON.parse(json) as Profile;
    assertIndexable(profile, version);
    return { id, version, json, profile, text: analyseProfile(profile, analyser) };
  } catch (error) {
    return { id, status: 'failed', reason: (error as Error).message, retryable: false };
  }
}
