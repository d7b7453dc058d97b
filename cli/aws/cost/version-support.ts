/** Ends of support for a Kubernetes version on EKS; epoch milliseconds. */
export interface SupportDates {
  standard: number;
  /** After this EKS upgrades the cluster. */
  extended: number;
}

/** Support of a version. */
export interface VersionSupport {
  version: string;
  /** `ending`: in less than `ENDING_SOON_MS`. `extended` bills more. `unknown`: neither EKS nor the calendar has it. */
  phase: 'standard' | 'ending' | 'extended' | 'ended' | 'unknown';
  dates: SupportDates | null;
}

const DAY_MS = 86_400_000;
const ENDING_SOON_MS = 60 * DAY_MS;

const date = (standard: string, extended: string): SupportDates => ({
  standard: Date.parse(standard),
  extended: Date.parse(extended),
});

/** The calendar of EKS as published in 2026. `DescribeClusterVersions` is more current where it is allowed. */
export const PUBLISHED_DATES: Readonly<Record<string, SupportDates>> = {
  '1.31': date('2025-11-26', '2026-11-26'),
  '1.32': date('2026-03-23', '2027-03-23'),
  '1.33': date('2026-07-29', '2027-07-29'),
  '1.34': date('2026-12-02', '2027-12-02'),
  '1.35': date('2027-03-27', '2028-03-27'),
};

/** The support phase of a version at a time. */
export function judgeVersion(version: string, dates: SupportDates | null, now: number): VersionSupport {
  if (dates === null) return { version, phase: 'unknown', dates };
  if (now >= dates.extended) return { version, phase: 'ended', dates };
  if (now >= dates.standard) return { version, phase: 'extended', dates };
  return { version, phase: dates.standard - now <= ENDING_SOON_MS ? 'ending' : 'standard', dates };
}

/**
 * A warning about the version; `null` if there is none. `policy` is the cluster's upgrade policy, `extra` the extra cost of
 * extended support per month, in words, or `null` if unknown.
 */
export function describeSupport(
  { version, phase, dates }: VersionSupport,
  policy: 'STANDARD' | 'EXTENDED',
  extra: string | null,
): string | null {
  const day = (time: number | undefined) =>
    time === undefined ? '' : new Date(time).toISOString().slice(0, 10);
  const standard = day(dates?.standard);
  const price = extra === null ? 'more (price unknown)' : `${extra} a month more`;
  if (phase === 'standard') return null;
  if (phase === 'unknown') return `The end of support for Kubernetes ${version} on EKS is unknown`;
  if (phase === 'ended')
    return `Extended support for Kubernetes ${version} ended on ${day(dates?.extended)}. EKS upgrades such clusters`;
  const then =
    policy === 'STANDARD'
      ? `with supportType STANDARD the cluster is upgraded then; EXTENDED costs ${price}`
      : `extended support then costs ${price}`;
  if (phase === 'ending') return `Standard support for Kubernetes ${version} ends on ${standard}: ${then}`;
  return policy === 'STANDARD'
    ? `Standard support for Kubernetes ${version} ended on ${standard}: EKS creates no new cluster with supportType STANDARD, and EXTENDED costs ${price}`
    : `Standard support for Kubernetes ${version} ended on ${standard}: extended support costs ${price}`;
}
