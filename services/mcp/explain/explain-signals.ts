import type { Profile } from '#domain/profile.ts';
import type { Explanation } from './explanation.ts';
import { missing } from './explanation.ts';

export function explainGrowth({ growth }: Profile): Explanation {
  const formula =
    'Growth is (to - from) / from. to is the newest reading of the followers, from is the reading closest to 30 days before it.';
  if (growth === undefined) return { value: null, explanation: `${missing(null)} ${formula}`, inputs: {} };
  const { rate, reason, ...inputs } = growth;
  return { value: rate, explanation: rate === null ? `${missing(reason)} ${formula}` : formula, inputs };
}

export function explainSponsored({ sponsored }: Profile): Explanation {
  const formula =
    'The share is (declared + marked) / sample_size. declared: the platform says that the post is paid. marked: its text says so. likely: its text suggests it; the share does not include these posts. Paid posts without a mark are not counted, so the share is a lower bound.';
  if (sponsored === undefined) return { value: null, explanation: `${missing(null)} ${formula}`, inputs: {} };
  const { share, reason, ...inputs } = sponsored;
  return { value: share, explanation: share === null ? `${missing(reason)} ${formula}` : formula, inputs };
}

export function explainAuthenticity({ authenticity }: Profile): Explanation {
  const meaning =
    'The value is the number of rules that apply. Rules are signs, not a verdict. There is no score.';
  if (authenticity === undefined)
    return { value: null, explanation: `${missing(null)} ${meaning}`, inputs: {} };
  const { fired, checked } = authenticity;
  const measured = fired.flatMap(({ rule, value, limit }) => [
    [rule, value],
    [`${rule}_limit`, limit],
  ]);
  return {
    value: fired.length,
    explanation: `${meaning} inputs has the measured value and the limit of each of these rules.`,
    inputs: { rules_checked: checked.length, ...(Object.fromEntries(measured) as Record<string, number>) },
  };
}
