import type { Profile } from '#domain/profile.ts';
import { formatCount, formatPercentile, formatRate, formatShortCount } from '../format.ts';
import type { Content, Html } from '../h.ts';
import { h } from '../h.ts';
import { NO_RATE, PLATFORM_NAMES, TEXTS } from '../texts.ts';
import { IntervalPlot } from './interval.ts';

const { results: texts } = TEXTS;

/** Followers and engagement of one profile, with what each is relative to. */
export function Figures({ profile, scale }: { profile: Profile; scale: number }): Html {
  const { followers, tier } = profile;
  return h(
    'dl',
    { class: 'figures' },
    figure(
      texts.followers,
      followers === null ? null : h('span', { title: formatCount(followers) }, formatShortCount(followers)),
      tier,
    ),
    figure(
      texts.engagement,
      profile.engagement.median === null ? null : formatRate(profile.engagement.median),
      h(Against, { profile }),
      h(IntervalPlot, { engagement: profile.engagement, max: scale }),
    ),
  );
}

function figure(name: string, value: Content, note: Content, plot: Content = null): Html {
  return h(
    'div',
    { class: 'figure' },
    h('dt', null, name),
    h('dd', { class: value === null ? 'value none' : 'value' }, value ?? texts.unknown, plot),
    note === null ? null : h('dd', { class: 'note' }, note),
  );
}

/** `2.4% to 4% of followers`, the rank here, or why there is no rate. */
function Against({ profile }: { profile: Profile }): Html {
  const { engagement, percentile } = profile;
  const { low, high, confidence, reason, denominator, sample_size } = engagement;
  if (low === null || high === null)
    return h('span', null, texts.noRate(reason === null ? texts.unknown : NO_RATE[reason]));
  const of = denominator === 'views' ? texts.ofViews : texts.ofFollowers;
  const title = texts.intervalTitle(formatRate(confidence ?? 0.95), sample_size);
  return h(
    'span',
    null,
    h('span', { title }, texts.interval(formatRate(low), formatRate(high), of)),
    percentile
      ? h(
          'span',
          { class: 'rank' },
          texts.rank(formatPercentile(percentile.value), percentile.tier, PLATFORM_NAMES[profile.platform]),
        )
      : null,
  );
}
