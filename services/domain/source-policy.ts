/** What a live source requires of those who store its data. */
export interface SourcePolicy {
  /** Days after which data that was not read again must be deleted; `null` without a limit. */
  retentionDays: number | null;
}

/** Sources with a limit. https://developers.google.com/youtube/terms/developer-policies, III.E.4. */
const POLICIES: Readonly<Record<string, SourcePolicy>> = {
  youtube: { retentionDays: 30 },
};

/** `source` as a profile names it. */
export function policyOf(source: string): SourcePolicy {
  return POLICIES[source] ?? { retentionDays: null };
}

/** The retention periods of the operator, in days by source, none longer than the policy of its source. */
export function withPolicies(periods: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const limits = Object.keys(POLICIES).flatMap((source) => {
    const { retentionDays } = policyOf(source);
    if (retentionDays === null) return [];
    return [[source, Math.min(retentionDays, periods.get(source) ?? retentionDays)] as const];
  });
  return new Map([...periods, ...limits]);
}
