/** Until when EKS supports a version of Kubernetes; both epoch milliseconds. */
export interface SupportDates {
  standard: number;
  /** After it EKS upgrades the cluster by itself. */
  extended: number;
}

/** How a version stands. */
export interface VersionSupport {
  version: string;
  /** `ending`: in less than `ENDING_SOON_MS`. `extended` bills more. `unknown`: nobody has told us of this version. */
  phase: 'standard' | 'ending' | 'extended' | 'ended' | 'unknown';
  dates: SupportDates | null;
}

const DAY_MS = 86_400_000;
const ENDING_SOON_MS = 60 * DAY_MS;

const date = (standard: string, extended: string): SupportDates => ({
  standard: Date.parse(standard),
  extended: Date.parse(extended),
});

/** EKS's calendar as published in 2026; `DescribeClusterVersions` knows better where it may be asked. */
export const PUBLISHED_DATES: Readonly<Record<string, SupportDates>> = {
  '1.31': date('2025-11-26', '2026-11-26'),
  '1.32': date('2026-03-23', '2027-03-23'),
  '1.33': date('2026-07-29', '2027-07-29'),
  '1.34': date('2026-12-02', '2027-12-02'),
  '1.35': date('2027-03-27', '2028-03-27'),
};

/** Judges a version at a time by its dates. */
export function judgeVersion(version: string, dates: SupportDates | null, now: number): VersionSupport {
  if (dates === null) return { version, phase: 'unknown', dates };
  if (now >= dates.extended) return { version, phase: 'ended', dates };
  if (now >= dates.standard) return { version, phase: 'extended', dates };
  return { version, phase: dates.standard - now <= ENDING_SOON_MS ? 'ending' : 'standard', dates };
}

/**
 * What there is to know of it before money is spent; `null` when all is well. `policy` is the cluster's upgrade policy,
 * `extra` what extended support adds a month, in words; `null` where its price is not known.
 */
export function describeSupport(
  { version, phase, dates }: VersionSupport,
  policy: 'STANDARD' | 'EXTENDED',
  extra: string | null,
): string | null {
  const day = (time: number | undefined) =>
    time === undefined ? '' : new Date(time).toISOString().slice(0, 10);
  const standard = day(dates?.standard);
  const price = extra === null ? 'more, by a price that is not known here' : `${extra} a month more`;
  if (phase === 'standard') return null;
  if (phase === 'unknown') return `Until when EKS supports Kubernetes ${version} is not known here`;
  if (phase === 'ended')
    return `Kubernetes ${version} left EKS's extended support on ${day(dates?.extended)}; EKS upgrades such clusters`;
  const then =
    policy === 'STANDARD'
      ? `with supportType STANDARD the cluster is upgraded then; EXTENDED would cost ${price}`
      : `extended support then costs ${price}`;
  if (phase === 'ending') return `Kubernetes ${version} leaves standard support on ${standard}: ${then}`;
  return policy === 'STANDARD'
    ? `Kubernetes ${version} left standard support on ${standard}: EKS makes no new cluster of it with supportType STANDARD, and EXTENDED costs ${price}`
    : `Kubernetes ${version} left standard support on ${standard}: its extended support costs ${price}`;
}
