import type { Profile } from '#domain/profile.ts';
import { MAX_COMPARED } from '../compare-limit.ts';
import { explainGrowth, explainSponsored } from '../creator/explain.ts';
import {
  formatCount,
  formatDay,
  formatPercentile,
  formatRate,
  formatShortCount,
  oneLine,
} from '../format.ts';
import type { Content, Html } from '../h.ts';
import { h } from '../h.ts';
import { COMPARE, NO_RATE, PLATFORM_NAMES, TEXTS } from '../texts.ts';
import { IntervalPlot, scaleOf } from '../view/interval.ts';
import { countryName, creatorHref, handleOf, languageName, nameOf, platformOf } from '../view/person.ts';
import { Picture } from '../view/picture.ts';
import { SaveButton } from '../view/save-button.ts';

/** Creators side by side, in the order of the address. `missing`: ids without a profile. */
export function ComparePage({
  profiles,
  missing,
  isCut,
}: {
  profiles: readonly Profile[];
  missing: readonly string[];
  /** The address names more creators than fit. */
  isCut: boolean;
}): Html {
  return h(
    'section',
    { class: 'compare' },
    h('h1', null, COMPARE.heading),
    isCut ? h('p', { class: 'notice' }, COMPARE.cut(MAX_COMPARED)) : null,
    missing.map((id) => h('p', { class: 'notice' }, COMPARE.missing(oneLine(id)))),
    profiles.length === 0
      ? h('p', null, `${COMPARE.empty(MAX_COMPARED)} `, h('a', { href: '/' }, TEXTS.error.home))
      : h(Table, { profiles }),
  );
}

function Table({ profiles }: { profiles: readonly Profile[] }): Html {
  const shared = sharedTopics(profiles);
  const scale = scaleOf(profiles.map(({ engagement }) => engagement));
  const rows: [string, (profile: Profile) => Content][] = [
    [
      COMPARE.followers,
      ({ followers, tier }) =>
        followers === null ? null : [h('b', null, formatShortCount(followers)), note(tier)],
    ],
    [
      COMPARE.growth,
      ({ growth }) => {
        const known = explainGrowth(growth);
        return known?.value == null ? null : [h('b', null, known.value), note(known.text)];
      },
    ],
    [COMPARE.engagement, (profile) => engagement(profile, scale)],
    [
      COMPARE.rank,
      ({ percentile }) =>
        percentile
          ? [
              h('b', null, COMPARE.rankValue(formatPercentile(percentile.value))),
              note(
                COMPARE.rankOf(
                  formatCount(percentile.population),
                  percentile.tier,
                  platformName(percentile.platform),
                ),
              ),
            ]
          : null,
    ],
    [
      COMPARE.postsPerWeek,
      ({ posts_per_week: rate }) => (rate === null ? null : String(Number(rate.toPrecision(2)))),
    ],
    [COMPARE.lastPost, ({ last_post_at: last }) => (last === null ? null : formatDay(last))],
    [COMPARE.sponsored, ({ sponsored }) => explainSponsored(sponsored)?.value ?? null],
    [
      COMPARE.signs,
      ({ authenticity }) =>
        authenticity === undefined || authenticity.checked.length === 0
          ? null
          : COMPARE.signsOf(authenticity.fired.length, authenticity.checked.length),
    ],
    [
      COMPARE.category,
      ({ category, category_guess: guess }) =>
        category === null
          ? guess === undefined
            ? null
            : `${oneLine(guess.category)} (${TEXTS.results.guessed})`
          : oneLine(category),
    ],
    [
      COMPARE.topics,
      ({ topics }) =>
        topics.length === 0
          ? null
          : topics
              .slice(0, 6)
              .map((topic, at) => [
                at === 0 ? null : ', ',
                shared.has(topic) ? h('mark', null, oneLine(topic)) : oneLine(topic),
              ]),
    ],
    [COMPARE.language, ({ language }) => (language === null ? null : languageName(language))],
    [COMPARE.country, ({ country }) => (country === null ? null : countryName(country))],
    [COMPARE.readAt, ({ fetched_at: at, source }) => [formatDay(at), note(oneLine(source))]],
  ];
  const shown = rows
    .map(([name, render]) => ({ name, cells: profiles.map(render) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null));
  return h(
    'div',
    { class: 'table-frame', tabIndex: 0, role: 'region', 'aria-label': COMPARE.heading },
    h(
      'table',
      { class: 'side-by-side' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('td', null),
          profiles.map((profile) => h(Head, { profile, profiles })),
        ),
      ),
      h(
        'tbody',
        null,
        shown.map(({ name, cells }) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, name),
            cells.map((cell) => h('td', null, cell ?? h('span', { class: 'quiet' }, TEXTS.results.unknown))),
          ),
        ),
      ),
    ),
    shared.size > 0 ? h('p', { class: 'quiet' }, COMPARE.shared) : null,
  );
}

function Head({ profile, profiles }: { profile: Profile; profiles: readonly Profile[] }): Html {
  const others = profiles.filter((other) => other !== profile);
  return h(
    'th',
    { scope: 'col' },
    h(Picture, { profile, size: 48 }),
    h('a', { href: creatorHref(profile.id) }, h('bdi', null, nameOf(profile))),
    h('span', { class: 'quiet' }, h('bdi', null, handleOf(profile) ?? '')),
    h('span', { class: 'quiet' }, platformOf(profile)),
    h(
      'span',
      { class: 'head-acts' },
      h(SaveButton, { profile }),
      others.length === 0
        ? null
        : h(
            'a',
            { href: compareHref(others), 'aria-label': COMPARE.removeLabel(nameOf(profile)) },
            COMPARE.remove,
          ),
    ),
  );
}

function engagement(profile: Profile, scale: number): Content {
  const { median, low, high, denominator, reason } = profile.engagement;
  if (median === null)
    return reason === null
      ? null
      : [h('span', { class: 'quiet' }, TEXTS.results.unknown), note(TEXTS.results.noRate(NO_RATE[reason]))];
  const of = denominator === 'views' ? TEXTS.results.ofViews : TEXTS.results.ofFollowers;
  return [
    h('b', null, formatRate(median)),
    h(IntervalPlot, { engagement: profile.engagement, max: scale }),
    note(low === null || high === null ? of : TEXTS.results.interval(formatRate(low), formatRate(high), of)),
  ];
}

/** Topics of two creators or more. */
function sharedTopics(profiles: readonly Profile[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const topic of profiles.flatMap(({ topics }) => [...new Set(topics)]))
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > 1).map(([topic]) => topic));
}

function compareHref(profiles: readonly Profile[]): string {
  return `/compare?${new URLSearchParams(profiles.map(({ id }) => ['id', id]))}`;
}

function platformName(platform: string): string {
  return (PLATFORM_NAMES as Readonly<Record<string, string>>)[platform] ?? platform;
}

function note(text: string | null): Html | null {
  return text === null ? null : h('span', { class: 'note' }, text);
}
