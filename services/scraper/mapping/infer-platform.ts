import type { Platform } from '#domain/platform.ts';
import { isPlatform } from '#domain/platform.ts';
import type { Assignment, Column } from './column.ts';
import { platformOfId } from './native-id.ts';
import { platformInText } from './platform-words.ts';
import { headerKey } from './synonyms.ts';
import type { PlatformChoice } from './table-mapping.ts';

/** Columns that only one platform's lists have. */
const OWN_COLUMNS: readonly (readonly [Platform, readonly string[]])[] = [
  ['github', ['login', 'publicrepos']],
  ['github', ['login', 'followers', 'hireable']],
  ['youtube', ['channelid', 'subscribercount']],
  ['tiktok', ['uniqueid', 'heartcount']],
  ['x', ['screenname', 'statusescount']],
];

export interface PlatformClues {
  /** What the person has said. */
  option: Platform | null;
  /** Names of the sheet, the member and the file, most specific first. */
  labels: readonly string[];
  columns: readonly Column[];
  assigned: readonly Assignment[];
  /** Sampled values of the columns for the native id and the handle. */
  idValues: readonly unknown[];
}

/** The platform of rows that name none themselves, and what says so. */
export function inferPlatform({
  option,
  labels,
  columns,
  assigned,
  idValues,
}: PlatformClues): PlatformChoice {
  if (option !== null) return { platform: option, by: 'option', detail: option };
  const named = columns.find(({ index }) => assigned[index]?.field === 'platform');
  const fallback = withoutColumn(labels, columns, assigned, idValues);
  if (named !== undefined && (named.evidence.platforms > 0 || named.evidence.filled === 0))
    return { platform: fallback.platform, by: 'column', detail: named.name };
  return fallback;
}

function withoutColumn(
  labels: readonly string[],
  columns: readonly Column[],
  assigned: readonly Assignment[],
  idValues: readonly unknown[],
): PlatformChoice {
  const address = columns.find(({ evidence }) => evidence.profileAddresses >= 0.5);
  if (address !== undefined) return { platform: null, by: 'address', detail: address.name };
  const used = columns.filter(({ index, header }) => assigned[index]?.field !== null && header?.platform);
  const words = new Set(used.map(({ header }) => header?.platform as Platform));
  if (words.size === 1)
    return { platform: [...words][0] as Platform, by: 'header', detail: used[0]?.name ?? '' };
  const printed = idValues.some(
    (value) => typeof value === 'string' && isPlatform(/^([a-z]+):./.exec(value)?.[1]),
  );
  if (printed) return { platform: null, by: 'column', detail: 'id' };
  const ids = new Set(
    idValues.flatMap((value) => (typeof value === 'string' ? (platformOfId(value.trim()) ?? []) : [])),
  );
  if (ids.size === 1) return { platform: [...ids][0] as Platform, by: 'native_id', detail: '' };
  for (const label of labels) {
    const found = platformOfLabel(label);
    if (found !== null) return { platform: found, by: 'label', detail: label };
  }
  const keys = new Set(columns.map(({ name }) => headerKey(name)));
  const own = OWN_COLUMNS.find(([, names]) => names.every((name) => keys.has(name)));
  if (own !== undefined) return { platform: own[0], by: 'columns', detail: own[1].join(', ') };
  return { platform: null, by: 'none', detail: '' };
}

/** The last part of a path that names a platform. */
export function platformOfLabel(label: string): Platform | null {
  for (const part of label.split(/[\\/#]/).reverse()) {
    const found = platformInText(part);
    if (found !== null) return found;
  }
  return null;
}
