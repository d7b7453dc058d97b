import type { Aws } from '#cli/aws/aws.ts';
import { formatDuration } from '#cli/output/text/format.ts';
import type { CheckResult } from '#cli/targets/check.ts';
import { fail, ok, warn } from '#cli/targets/check.ts';

/** AWS rejects signatures that are more than five minutes off. */
const REFUSED_MS = 4 * 60_000;
const NOTICED_MS = 30_000;

/** Compares this machine's clock with the date of a response of AWS. */
export async function checkClock(aws: Aws, clock: () => number, signal: AbortSignal): Promise<CheckResult> {
  const sts = await aws.sts();
  let date: string | undefined;
  sts.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = (result.response as { headers?: Record<string, string> }).headers?.date;
      return result;
    },
    { step: 'deserialize', name: 'readDate', override: true },
  );
  const before = clock();
  await sts.getCallerIdentity({}, { abortSignal: signal });
  const there = Date.parse(date ?? '');
  return judgeClock(Number.isNaN(there) ? null : (before + clock()) / 2 - there);
}

/** `aheadMs`: how much this machine's clock is ahead; `null` if the response of AWS has no date. */
export function judgeClock(aheadMs: number | null): CheckResult {
  if (aheadMs === null) return warn('the response of AWS has no date', null);
  const off = Math.abs(aheadMs);
  const told = `${formatDuration(off)} ${aheadMs > 0 ? 'ahead of' : 'behind'} AWS`;
  const fix = { shell: [['timedatectl', 'set-ntp', 'true']] };
  if (off >= REFUSED_MS)
    return fail(`${told}: AWS rejects signatures that are more than five minutes off`, fix);
  if (off >= NOTICED_MS) return warn(told, fix);
  // The date has no fractions of a second.
  return ok('agrees with AWS');
}
