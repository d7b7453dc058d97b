import { parse } from 'csv-parse/sync';

/** What a person would say the row means; `undefined` is not compared. */
export interface Expected {
  native_id?: string | null;
  username: string | null;
  display_name?: string | null;
  followers?: number | null;
  following?: number | null;
  posts_count?: number | null;
  category?: string | null;
  country?: string | null;
  bio?: string | null;
  posts?: number;
  reported_likes?: number | null;
  reported_views?: number | null;
}

interface List {
  file: string;
  platform: string;
  people: number;
  /** The rows of the file, read independently. */
  rows(text: string): Expected[];
}

interface Channel {
  id: string;
  snippet: { title: string; customUrl?: string };
  statistics: { subscriberCount: string; videoCount: string };
}

interface Account {
  id: string | number;
  account: string;
  followers: number;
  following: number;
  posts_count: number;
  posts?: unknown[];
}

const cells = (text: string, from: number): string[][] =>
  parse(text, { relax_column_count: true, relax_quotes: true, from_line: from, skip_empty_lines: true });
const line = (text: string | undefined) => {
  const bare = (text ?? '').trim().replace(/\s+/g, ' ');
  return bare === '' || bare === '-' || bare === "N/A'" ? null : bare;
};
const paragraph = (text: string | undefined) =>
  (text ?? '').replaceAll('\r\n', '\n').replaceAll('\r', '\n').trim() || null;
const whole = (text: string | undefined) => (/^\d+$/.test(text ?? '') ? Number(text) : null);
/** `13.8M` */
const short = (text: string | undefined) => {
  const [, digits, letter = ''] = /^([\d.]+)([KMB]?)$/.exec(text ?? '') ?? [];
  return digits === undefined ? null : Math.round(Number(digits) * ({ K: 1e3, M: 1e6, B: 1e9 }[letter] ?? 1));
};
const person = (handle: string | undefined, name: string | undefined) =>
  /\s|[^\p{L}\p{M}\p{N}._\-·]/u.test((handle ?? '').trim())
    ? { username: null, display_name: line(name) }
    : { username: (handle ?? '').trim(), display_name: line(name) };
const jsonLines = <T>(text: string): T[] =>
  text.split('\n').flatMap((row) => (row.trim() === '' ? [] : [JSON.parse(row) as T]));

const github = (file: string, people: number): List => ({
  file,
  platform: 'github',
  people,
  rows: (text) =>
    cells(text, 2).map(([login = '', name, , location, , bio, repos, followers, following]) => ({
      username: login,
      display_name: line(name),
      bio: paragraph(bio),
      country: line(location),
      followers: whole(followers),
      following: whole(following),
      posts_count: whole(repos),
    })),
});

/** Every file of real profiles, with a reading that is written by hand and shares no code with the product. */
export const LISTS: readonly List[] = [
  github('github/berlin.csv', 609),
  github('github/london.csv', 326),
  github('github/mumbai.csv', 738),
  github('github/paris.csv', 385),
  github('github/seattle.csv', 521),
  github('github/tokyo.csv', 545),
  {
    file: 'kaggle/instagram-dec-2022.csv',
    platform: 'instagram',
    people: 991,
    rows: (text) =>
      cells(text, 2).map((row) => ({
        ...person(row[1], row[2]),
        category: line(row[3]),
        followers: whole(row[6]),
        country: line(row[7]),
      })),
  },
  {
    file: 'kaggle/instagram-jun-2022.csv',
    platform: 'instagram',
    people: 979,
    // The header calls the countries `Views avg.`, and the averages behind them by wrong names: they are left out.
    rows: (text) =>
      cells(text, 2).map((row) => ({
        ...person(row[0], row[1]),
        category: line(row[2]),
        followers: whole(row[5]),
        country: line(row[6]),
        reported_likes: null,
        reported_views: null,
      })),
  },
  {
    file: 'kaggle/tiktok-dec-2022.csv',
    platform: 'tiktok',
    people: 999,
    rows: (text) =>
      cells(text, 2).map((row) => ({
        ...person(row[1], row[2]),
        followers: short(row[3]),
        reported_views: whole(row[5]),
        reported_likes: whole(row[7]),
      })),
  },
  {
    file: 'kaggle/tiktok-jun-2022.csv',
    platform: 'tiktok',
    people: 990,
    rows: (text) =>
      cells(text, 2).map((row) => ({
        ...person(row[0], row[1]),
        followers: whole(row[3]),
        reported_views: whole(row[5]),
        reported_likes: whole(row[7]),
      })),
  },
  {
    file: 'kaggle/youtube-dec-2022.csv',
    platform: 'youtube',
    people: 999,
    rows: (text) =>
      cells(text, 2)
        .filter((row) => /^\d+$/.test(row[0] ?? ''))
        .map((row) => ({
          ...person(row[1], row[2]),
          category: line(row[3]),
          followers: whole(row[5]),
          country: line(row[6]),
        })),
  },
  {
    file: 'kaggle/youtube-jun-2022.csv',
    platform: 'youtube',
    people: 999,
    rows: (text) =>
      cells(text, 2).map((row) => ({
        ...person(row[0], row[1]),
        category: line(row[2]),
        followers: whole(row[5]),
        country: line(row[6]),
      })),
  },
  {
    file: 'tiktok/nigeria-top.csv',
    platform: 'tiktok',
    people: 200,
    rows: (text) =>
      text
        .split(/\r?\n/)
        .slice(2)
        .filter((row) => row.includes('@'))
        .map((row) => {
          const found = cells(row, 1)[0] ?? [];
          return { username: (found[2] ?? '').replace('@', ''), followers: short(found[3]) };
        }),
  },
  {
    file: 'youtube/ai-channels-with-descriptions.csv',
    platform: 'youtube',
    people: 2_010,
    rows: (text) =>
      cells(text, 2).map((row) => ({
        native_id: row[0] ?? '',
        username: null,
        display_name: line(row[1]),
        bio: paragraph(row[2]),
        followers: whole(row[4]),
        posts_count: whole(row[5]),
        country: line(row[7]),
      })),
  },
  {
    file: 'youtube/programming-channels.ndjson',
    platform: 'youtube',
    people: 37,
    rows: (text) =>
      jsonLines<Channel>(text).map(({ id, snippet, statistics }) => ({
        native_id: id,
        username: snippet.customUrl ?? id,
        display_name: line(snippet.title),
        followers: Number(statistics.subscriberCount),
        posts_count: Number(statistics.videoCount),
      })),
  },
  {
    file: 'instagram/profiles-with-posts.ndjson',
    platform: 'instagram',
    people: 61,
    rows: (text) =>
      jsonLines<Account>(text).map((row) => ({
        native_id: String(row.id),
        username: row.account,
        followers: row.followers,
        following: row.following,
        posts_count: row.posts_count,
        posts: row.posts?.length ?? 0,
      })),
  },
  {
    file: 'bluesky/searchActors-response.json',
    platform: 'bluesky',
    people: 98,
    rows: (text) =>
      (JSON.parse(text) as { actors: { did: string; handle: string; displayName?: string }[] }).actors.map(
        ({ did, handle, displayName }) => ({
          native_id: did,
          username: handle,
          display_name: line(displayName),
        }),
      ),
  },
  {
    file: 'bluesky/handles.json',
    platform: 'bluesky',
    people: 9_717,
    rows: (text) => (JSON.parse(text) as string[]).map((username) => ({ username })),
  },
];
