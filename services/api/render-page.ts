import { hash } from 'node:crypto';
import type { SearchResponse } from '#contract/query/search.ts';
import { joinBytes } from '#lib/join-bytes.ts';
import type { ProfileText, SearchPage } from '#ports/search-index.ts';
import type { RankTable } from './percentiles.ts';
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
    if (before?.ranks === ranks)
      return { etag: etagOf(before.digest), body: () => joinBytes([before.head, timed]) };
    // The first answer and what later ones begin with share their bytes.
    const body = joinBytes([...headOf(page, ranks), timed]);
    const head = body.subarray(0, body.length - Buffer.byteLength(timed));
    const text = { ranks, head, tail, digest: digest(head) };
    known.set(page, text);
    return { etag: etagOf(text.digest), body: () => body };
  };
}

function headOf({ data, total }: SearchPage<ProfileText>, ranks: RankTable): (string | Buffer)[] {
  const profiles = data.flatMap((text, i) => [i === 0 ? '' : ',', ...ranks.annotate(text)]);
  return [`{"count":${data.length},"data":[`, ...profiles, `],"total":${total},"took_ms":`];
}

function tailOf({ matched, facets, next }: SearchPage<ProfileText>, cursors: CursorSigner): string {
  const rest = { matched, facets, next: next === null ? null : cursors.sign(next) };
  return `,${JSON.stringify(rest).slice(1)}`;
}

function digest(content: string | Buffer): string {
  return hash('sha1', content, 'base64url');
}
