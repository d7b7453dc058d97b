import { decodeProfile } from '#analytics/decode-request.ts';
import type { AnalysisInput } from '#analytics/engagement/analyze.ts';
import type { ProfileRecord } from '#contract/profile-record.ts';
import { analyzeRequestOf } from '#indexer/document/analyze-request.ts';
import { presentView } from '#indexer/record/present-view.ts';
import { loadAnalyticsProto } from '#rpc/analytics-proto.ts';

const { Analytics } = loadAnalyticsProto();
const { requestSerialize, requestDeserialize } = Analytics.service.AnalyzeBatch;

/** What analytics computes with for a record, through the bytes of the wire; `null` while there are only posts. */
export function inputOfRecord(record: ProfileRecord): AnalysisInput | null {
  const view = presentView(record);
  if (view === null) return null;
  const bytes = requestSerialize({ profiles: [analyzeRequestOf(record, view)] } as never);
  const { profiles } = requestDeserialize(bytes);
  const [profile] = profiles;
  return profile === undefined ? null : decodeProfile(profile, 'profiles[0]');
}
