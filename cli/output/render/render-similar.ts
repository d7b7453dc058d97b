import type { SimilarReason, SimilarResponse } from '#contract/similar.ts';
import { formatShortCount, oneLine } from '../text/format.ts';
import { PLATFORM_WIDTH } from '../text/platform-width.ts';
import type { TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

type Row = SimilarResponse['data'][number];

const NAMES: Readonly<Record<SimilarReason['kind'], string>> = {
  topics: 'topics',
  category: 'category',
  words: 'bio',
  language: 'language',
  tier: 'size',
  country: 'country',
  meaning: 'similar description',
};
const MAX_VALUES = 4;

/** Similar creators with what they share. */
export function renderSimilar({ data }: SimilarResponse, style: TableStyle): Rendered {
  if (data.length === 0)
    return {
      lines: [],
      remarks: [
        'No similar creators found. No profile that matches shares a topic, a category or a rare word with this one.',
      ],
    };
  const lines = renderStyledTable<Row>(
    [
      { title: 'SCORE', align: 'right', min: 5, yields: 3, cell: ({ score }) => score.toFixed(2) },
      {
        title: 'USERNAME',
        min: 30,
        yields: 1,
        cell: ({ profile: { username, id } }) => username ?? id,
      },
      { title: 'PLATFORM', min: PLATFORM_WIDTH, yields: 2, cell: ({ profile: { platform } }) => platform },
      {
        title: 'FOLLOWERS',
        align: 'right',
        min: 9,
        yields: 4,
        cell: ({ profile: { followers } }) => (followers === null ? '-' : formatShortCount(followers)),
      },
      { title: 'SHARED', min: 20, yields: 5, cell: ({ reasons }) => describeReasons(reasons) },
    ],
    data,
    style,
  );
  return { lines, remarks: [] };
}

/** `topics: baking, sourdough; size: micro`. */
function describeReasons(reasons: readonly SimilarReason[]): string {
  return reasons
    .map(({ kind, values }) =>
      [NAMES[kind], values.slice(0, MAX_VALUES).map(oneLine).join(', ')].filter(Boolean).join(': '),
    )
    .join('; ');
}
