import { hash } from 'node:crypto';
import type { SearchResponse } from '#contract/query/search.ts';
import type { ProfileText, SearchPage } from '#ports/search-index.ts';
import { joinProfiles } from './join-profiles.ts';
import type { ProfileEnd, RankTable } from './percentiles.ts';
import type { CursorSigner } from './sign-cursor.ts';

/** A page of `GET /search`. */
export interface RenderedPage {
  /** Weak, in quotes: the time that an answer took is not part of it. */
  etag: string;
  /** The JSON in UTF-8. */
  body(): Buffer;
}

/** How the text of the request was understood. */
export type Meaning = Pick<SearchResponse, 'query' | 'sort' | 'notes' | 'plain' | 'meaning'>;

/** What is the same in all answers with a page: the text before and after the time that an answer took. */
interface PageText {
  ranks: RankTable;
  head: Buffer;
  tail: string;
  digest: string;
  /** Of the last answer, which most others equal. */
  last: { end: string; etag: string };
}

type RenderPage = (
  page: SearchPage<ProfileText>,
  ranks: RankTable,
  meaning: Meaning,
  tookMs: number,
) => RenderedPage;

/** Renders a page once for as long as it and the percentiles are the same. */
export function createPageRenderer(cursors: CursorSigner): RenderPage {
  const known = new WeakMap<object, PageText>();
  return (page, ranks, meaning, tookMs) => {
    const before = known.get(page);
    const tail = before?.ranks === ranks ? before.tail : tailOf(page, cursors);
    const end = `,${JSON.stringify(meaning).slice(1, -1)}${tail}`;
    const etagOf = (head: string) => `W/"${digest(head + end)}"`;
    const timed = `${tookMs}${end}`;
    if (before?.ranks === ranks) {
      if (before.last.end !== end) before.last = { end, etag: etagOf(before.digest) };
      return { etag: before.last.etag, body: () => joinBytes(before.head, timed) };
    }
    // The first answer and what later ones begin with share their bytes.
    const ends = page.data.map(({ rank }) => ranks.endOf(rank));
    const body = joinProfiles(page.data, ends, {
      before: `{"count":${page.data.length},"data":[`,
      separator: ',',
      after: `],"total":${page.total},"took_ms":${timed}`,
    });
    const head = body.subarray(0, body.length - Buffer.byteLength(timed));
    const ofHead = digest(identify(page, ends) ?? head);
    const etag = etagOf(ofHead);
    known.set(page, { ranks, head, tail, digest: ofHead, last: { end, etag } });
    return { etag, body: () => body };
  };
}

function tailOf({ matched, facets, next }: SearchPage<ProfileText>, cursors: CursorSigner): string {
  const rest = { matched, facets, next: next === null ? null : cursors.sign(next) };
  return `,${JSON.stringify(rest).slice(1)}`;
}

function joinBytes(head: Buffer, tail: string): Buffer {
  const whole = Buffer.allocUnsafe(head.length + Buffer.byteLength(tail));
  whole.set(head);
  whole.write(tail, head.length);
  return whole;
}

/** Equal only for pages with equal heads, if the index knows the digests of the texts: to hash a whole head takes much longer. */
function identify({ data, total }: SearchPage<ProfileText>, ends: readonly ProfileEnd[]): string | undefined {
  let text = String(total);
  for (const [i, { digest }] of data.entries()) {
    if (digest === undefined) return undefined;
    text += ` ${digest}${(ends[i] as ProfileEnd).text}`;
  }
  return text;
}

function digest(content: string | Buffer): string {
  return hash('sha1', content, 'base64url');
}
