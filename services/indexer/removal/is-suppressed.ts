import type { ProfileRecord } from '#contract/profile-record.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { lastReadAt, namesOfRecord } from './names-of-record.ts';

/** Was the person of this record removed? By the list as it is loaded. */
export function isSuppressed(record: ProfileRecord, suppressions: SuppressionList): boolean {
  return suppressions.refusal(namesOfRecord(record), lastReadAt(record)) !== undefined;
}
