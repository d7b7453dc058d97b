import type { Aws } from '../aws.ts';
import { orUnknown } from './or-unknown.ts';
import type { SupportDates, VersionSupport } from './version-support.ts';
import { judgeVersion, PUBLISHED_DATES } from './version-support.ts';

/** Support of a version, from EKS, otherwise from the published calendar. `null` is the default version of EKS. */
export async function askVersionSupport(
  aws: Aws,
  version: string | null,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<VersionSupport> {
  const told = await orUnknown(async (within) => {
    const { clusterVersions = [] } = await (await aws.eks()).describeClusterVersions(
      version === null ? { defaultOnly: true } : { clusterVersions: [version], includeAll: true },
      { abortSignal: within },
    );
    return (
      clusterVersions.find(({ clusterVersion, defaultVersion }) =>
        version === null ? defaultVersion : clusterVersion === version,
      ) ?? null
    );
  }, signal);
  const name = version ?? told?.clusterVersion ?? 'default';
  const standard = told?.endOfStandardSupportDate?.getTime();
  const extended = told?.endOfExtendedSupportDate?.getTime();
  const dates: SupportDates | null =
    standard === undefined || extended === undefined
      ? (PUBLISHED_DATES[name] ?? null)
      : { standard, extended };
  return judgeVersion(name, dates, now);
}
