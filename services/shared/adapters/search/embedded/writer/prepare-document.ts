import type { Profile } from '../../../../domain/profile.ts';
import type { UpsertResult } from '../../../../ports/search-index.ts';
import type { AnalysedProfile } from '../analysis/analyse-profile.ts';
import { analyseProfile } from '../analysis/analyse-profile.ts';
import type { Tokenizer } from '../analysis/tokenize.ts';
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
  tokenizer: Tokenizer,
): PreparedDocument | (UpsertResult & { status: 'failed' }) {
  const { id, version, json } = document;
  try {
    if (!Number.isSafeInteger(version)) throw new TypeError(`The version is no whole number: ${version}`);
    const profile = JSON.parse(json) as Profile;
    const recent = profile.last_post_at === null ? 0 : Date.parse(profile.last_post_at);
    if (Number.isNaN(recent)) throw new TypeError(`last_post_at is no time: ${profile.last_post_at}`);
    return { id, version, json, profile, text: analyseProfile(profile, tokenizer) };
  } catch (error) {
    return { id, status: 'failed', reason: (error as Error).message, retryable: false };
  }
}
