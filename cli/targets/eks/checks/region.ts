import type { Aws } from '#cli/aws/aws.ts';
import type { CheckResult } from '#cli/targets/check.ts';
import { fail, ok } from '#cli/targets/check.ts';

/** Whether the region exists and is enabled in the account. */
export async function checkRegion(aws: Aws, signal: AbortSignal): Promise<CheckResult> {
  const { region } = aws;
  const { Regions = [] } = await (await aws.ec2()).describeRegions(
    { AllRegions: true },
    { abortSignal: signal },
  );
  const found = Regions.find(({ RegionName }) => RegionName === region);
  if (found === undefined)
    return fail(`AWS has no region ${region}`, { text: 'correct --region, or region in influscope.yaml' });
  if (found.OptInStatus !== 'not-opted-in') return ok(region);
  return fail(`${region} is not enabled in this account`, {
    text: `aws account enable-region --region-name ${region}`,
  });
}
