import Type from 'typebox';
import type { Profile } from '#domain/profile.ts';
import { jsonBytes, MAX_ANSWER_BYTES } from '../answer-size.ts';
import { CreatorRowSchema } from '../creator/creator-schema.ts';
import { fetchCreator } from '../creator/fetch-creator.ts';
import type { Room } from '../creator/to-creator.ts';
import { ROW_ROOM, toCreatorRow } from '../creator/to-creator.ts';
import { defineTool, UNTRUSTED } from '../tool.ts';
import { ToolError } from '../tool-error.ts';
import { CLOSED, CREATOR } from './arguments.ts';

const METRICS = {
  followers: (profile: Profile) => profile.followers,
  engagement_rate: (profile: Profile) => profile.engagement_rate,
  growth: (profile: Profile) => profile.growth?.rate ?? null,
  posts_per_week: (profile: Profile) => profile.posts_per_week,
  sponsored_share: (profile: Profile) => profile.sponsored?.share ?? null,
  percentile: (profile: Profile) => profile.percentile?.value ?? null,
} as const;
type Metric = keyof typeof METRICS;
const NAMES = Object.keys(METRICS) as Metric[];

/** Long texts are shortened, so that every creator fits. */
const ROOMS: readonly Room[] = [ROW_ROOM, { bio: 60, topics: 2 }, { bio: 0, topics: 0 }];

const Row = Type.Object({
  creator: CreatorRowSchema,
  growth: Type.Optional(Type.Number({ description: '0.05 is 5 % more followers' })),
  sponsored_share: Type.Optional(Type.Number()),
  percentile: Type.Optional(Type.Number({ description: 'Among creators of the same platform and tier' })),
  authenticity_rules_that_apply: Type.Array(Type.String()),
});

export const compare = defineTool({
  name: 'compare',
  title: 'Compare creators',
  description: `Compare two to six creators side by side, and warn about differences that the data does not support. ${UNTRUSTED}`,
  input: Type.Object({ creators: Type.Array(CREATOR, { minItems: 2, maxItems: 6 }) }, CLOSED),
  output: Type.Object({
    creators: Type.Array(Row),
    highest: Type.Array(Type.Object({ metric: Type.Enum(NAMES), id: Type.String() }), {
      description: 'Creator with the highest known value of each metric',
    }),
    cautions: Type.Array(Type.String()),
  }),
  async run({ creators }, ask, signal) {
    const found = await Promise.all(creators.map((one) => fetchCreator(one, undefined, ask, signal)));
    const profiles = [...new Map(found.map((profile) => [profile.id, profile])).values()];
    if (profiles.length < 2)
      throw new ToolError('All arguments name the same creator', 'Pass at least two different creators.');
    const head = {
      highest: NAMES.flatMap((metric) => highestOf(metric, profiles)),
      cautions: cautionsAbout(profiles),
    };
    const answers = ROOMS.map((room) => ({ creators: profiles.map((one) => toRow(one, room)), ...head }));
    return answers.find((answer) => jsonBytes(answer) <= MAX_ANSWER_BYTES) ?? refuse();
  },
});

function refuse(): never {
  throw new ToolError('The ids are too long for one answer', 'Compare fewer creators.');
}

function toRow(profile: Profile, room: Room) {
  const value = (metric: Metric) => {
    const number = METRICS[metric](profile);
    return number === null ? {} : { [metric]: number };
  };
  return {
    creator: toCreatorRow(profile, room),
    ...value('growth'),
    ...value('sponsored_share'),
    ...value('percentile'),
    authenticity_rules_that_apply: profile.authenticity?.fired.map(({ rule }) => rule) ?? [],
  };
}

/** No entry if fewer than two values are known, or if the rates are of different kinds. */
function highestOf(metric: Metric, profiles: readonly Profile[]): { metric: Metric; id: string }[] {
  const known = profiles.filter((profile) => METRICS[metric](profile) !== null);
  const kinds = new Set(known.map(({ engagement }) => engagement.denominator));
  if (known.length < 2 || (metric === 'engagement_rate' && kinds.size > 1)) return [];
  const [best] = known.sort((a, b) => (METRICS[metric](b) ?? 0) - (METRICS[metric](a) ?? 0));
  return best === undefined ? [] : [{ metric, id: best.id }];
}

function cautionsAbout(profiles: readonly Profile[]): string[] {
  const rated = profiles.filter(({ engagement_rate: rate }) => rate !== null);
  const cautions: string[] = [];
  if (new Set(rated.map(({ engagement }) => engagement.denominator)).size > 1)
    cautions.push('Some rates are relative to followers, others to views. Do not compare these rates.');
  const overlaps = rated.some((a, at) => rated.slice(at + 1).some((b) => doOverlap(a, b)));
  if (overlaps)
    cautions.push('Intervals of engagement rates overlap: the order of these rates can be chance.');
  const missing = profiles.length - rated.length;
  if (missing > 0)
    cautions.push(
      `${missing} of ${profiles.length} creators ${missing === 1 ? 'has' : 'have'} no engagement rate.`,
    );
  if (new Set(profiles.map(({ platform }) => platform)).size > 1)
    cautions.push(
      'The creators are on different platforms. A percentile compares within a platform and tier.',
    );
  return cautions;
}

function doOverlap({ engagement: a }: Profile, { engagement: b }: Profile): boolean {
  if (a.denominator !== b.denominator) return false;
  if (a.low === null || a.high === null || b.low === null || b.high === null) return false;
  return a.low <= b.high && b.low <= a.high;
}
