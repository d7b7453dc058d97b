import type { Similar } from '#api/similar/find-similar.ts';
import type { Profile } from '#domain/profile.ts';
import { formatCount, formatDay, formatRate, formatShortCount, oneLine } from '../format.ts';
import type { Content, Html } from '../h.ts';
import { h } from '../h.ts';
import { CREATOR, TEXTS } from '../texts.ts';
import { countryName, handleOf, languageName, nameOf, platformOf, webAddress } from '../view/person.ts';
import { Picture } from '../view/picture.ts';
import { Verified } from '../view/result-card.ts';
import { SaveButton } from '../view/save-button.ts';
import {
  explainEngagement,
  explainGrowth,
  explainPercentile,
  explainReading,
  explainSponsored,
} from './explain.ts';
import { FieldTable } from './field-table.ts';
import { PostPlot } from './post-plot.ts';
import type { ProfileDetails } from './read-details.ts';
import { Signs } from './signs.ts';
import { SimilarList } from './similar-list.ts';
import { Sparkline } from './sparkline.ts';
import { Topics } from './topics.ts';

/** Everything that is known about one creator. `details` is `null` where the records cannot be read. */
export function CreatorPage({
  profile,
  details,
  similar,
}: {
  profile: Profile;
  details: ProfileDetails | null;
  similar: readonly Similar[];
}): Html {
  const growth = explainGrowth(profile.growth);
  const sponsored = explainSponsored(profile.sponsored);
  return h(
    'article',
    { class: 'creator' },
    h(Heading, { profile }),
    h(Numbers, { profile }),
    h(
      Section,
      { heading: CREATOR.engagementHeading, isWide: true },
      h('p', null, explainEngagement(profile)),
      maybe(explainPercentile(profile)),
      details === null ? null : h(PostPlot, { posts: details.posts, engagement: profile.engagement }),
      details !== null && details.posts.length > 0 && profile.engagement.median !== null
        ? h(PlotKey, {})
        : null,
      details === null && profile.engagement.median !== null
        ? h('p', { class: 'quiet' }, CREATOR.noDetails)
        : null,
      h(Reported, { profile }),
    ),
    growth === null
      ? null
      : h(
          Section,
          { heading: CREATOR.growthHeading },
          growth.value === null ? null : h('p', { class: 'big' }, growth.value),
          h('p', null, growth.text),
          details === null ? null : h(Sparkline, { readings: details.followers }),
        ),
    h(Section, { heading: CREATOR.signsHeading }, h(Signs, { authenticity: profile.authenticity })),
    sponsored === null
      ? null
      : h(
          Section,
          { heading: CREATOR.sponsoredHeading },
          sponsored.value === null ? null : h('p', { class: 'big' }, sponsored.value),
          h('p', null, sponsored.text),
        ),
    profile.topics.length === 0 && !profile.topic_evidence?.length
      ? null
      : h(Section, { heading: CREATOR.topicsHeading }, h(Topics, { profile })),
    similar.length === 0
      ? null
      : h(Section, { heading: CREATOR.similarHeading, isWide: true }, h(SimilarList, { similar })),
    h(
      Section,
      { heading: CREATOR.sourcesHeading, isWide: true },
      h('p', null, explainReading(profile)),
      h(FieldTable, { profile, fields: details?.fields ?? {} }),
      h(
        'p',
        { class: 'quiet' },
        `${CREATOR.id}: ${profile.id} · `,
        h('a', { href: `/profiles/${encodeURIComponent(profile.id)}` }, CREATOR.json),
      ),
    ),
  );
}

function Heading({ profile }: { profile: Profile }): Html {
  const { category, category_guess: guess, country, language } = profile;
  const handle = handleOf(profile);
  const address = webAddress(profile.url);
  const facts = [
    handle === null ? null : h('bdi', { class: 'handle' }, handle),
    platformOf(profile),
    category === null ? guess?.category : oneLine(category),
    country === null ? null : countryName(country),
    language === null ? null : languageName(language),
    profile.source === 'demo' ? h('span', { class: 'tag' }, TEXTS.results.demo) : null,
  ].filter((fact) => fact !== null && fact !== undefined);
  return h(
    'header',
    { class: 'creator-head' },
    h(Picture, { profile, size: 88 }),
    h(
      'div',
      { class: 'who' },
      h('h1', { class: 'name' }, h('bdi', null, nameOf(profile)), profile.verified ? h(Verified, {}) : null),
      h(
        'p',
        { class: 'facts' },
        facts.map((fact) => h('span', { class: 'fact' }, fact)),
      ),
      profile.bio
        ? h(
            'p',
            { class: 'whole-bio', dir: 'auto', lang: profile.language ?? undefined },
            oneLine(profile.bio),
          )
        : null,
    ),
    h(
      'div',
      { class: 'creator-acts' },
      h(SaveButton, { profile }),
      address === undefined
        ? null
        : h(
            'a',
            { class: 'button', href: address, rel: 'noopener noreferrer nofollow ugc', target: '_blank' },
            CREATOR.open(platformOf(profile)),
          ),
    ),
  );
}

function Numbers({ profile }: { profile: Profile }): Html {
  const { followers, following, posts_count: posts, posts_per_week: perWeek, last_post_at: last } = profile;
  const { median: rate, denominator } = profile.engagement;
  const count = (number: number | null) =>
    number === null ? null : h('span', { title: formatCount(number) }, formatShortCount(number));
  const numbers: [string, Content, Content][] = [
    [CREATOR.followers, count(followers) ?? TEXTS.results.unknown, profile.tier],
    [
      CREATOR.engagement,
      rate === null ? TEXTS.results.unknown : formatRate(rate),
      rate === null ? null : denominator === 'views' ? TEXTS.results.ofViews : TEXTS.results.ofFollowers,
    ],
    [CREATOR.following, count(following), null],
    [CREATOR.posts, count(posts), null],
    [CREATOR.postsPerWeek, perWeek === null ? null : String(Number(perWeek.toPrecision(2))), null],
    [CREATOR.lastPost, last === null ? null : formatDay(last), null],
  ];
  return h(
    'dl',
    { class: 'numbers' },
    numbers
      .filter(([, value]) => value !== null)
      .map(([name, value, note]) =>
        h(
          'div',
          null,
          h('dt', null, name),
          h('dd', { class: 'value' }, value),
          note === null ? null : h('dd', { class: 'note' }, note),
        ),
      ),
  );
}

function PlotKey(): Html {
  return h(
    'p',
    { class: 'plot-key', 'aria-hidden': 'true' },
    h('span', { class: 'key-post' }, CREATOR.plotKeyPost),
    h('span', { class: 'key-median' }, CREATOR.plotKeyMedian),
    h('span', { class: 'key-band' }, CREATOR.plotKeyBand),
  );
}

/** Figures that a list states, separate from measured ones. */
function Reported({ profile: { reported } }: { profile: Profile }): Html | null {
  if (!reported) return null;
  const { engagement_rate: rate } = reported;
  const averages = (Object.keys(CREATOR.averages) as (keyof typeof CREATOR.averages)[]).flatMap((name) => {
    const average = reported[name];
    return average === null
      ? []
      : [`${formatCount(Math.round(average))} ${CREATOR.perPost(CREATOR.averages[name])}`];
  });
  const all = [
    ...(rate === null ? [] : [`${formatRate(rate)} ${CREATOR.engagement.toLowerCase()}`]),
    ...averages,
  ];
  return h(
    'p',
    { class: 'reported' },
    h('b', null, `${CREATOR.reported}: `),
    `${all.join(', ')}. ${CREATOR.reportedNote}`,
  );
}

function Section({
  heading,
  isWide = false,
  children,
}: {
  heading: string;
  isWide?: boolean;
  children?: Content;
}): Html {
  return h('section', { class: isWide ? 'panel wide' : 'panel' }, h('h2', null, heading), children);
}

function maybe(text: string | null): Html | null {
  return text === null ? null : h('p', null, text);
}
