import { hash } from 'node:crypto';
import type { SearchResponse } from '#contract/query/search.ts';
import { joinBytes } from '#lib/join-bytes.ts';
import type { ProfileText, SearchPage } from '#ports/search-index.ts';
import type { RankTable } from './percentiles.ts';
import type { CursorSigner } from './sign-cursor.ts';

/** A page of `GET /search` as JSON in two parts: only the time that it took is between them. */
export interface RenderedPage {
  head: Buffer;
  tail: string;
  /** Weak, in quotes: the time that an answer took is not part of it. */
  etag: string;
}

/** How the text of the request was understood. */
export type Meaning = Pick<SearchResponse, 'query' | 'sort' | 'notes' | 'plain' | 'meaning'>;

/** Renders a page once for as long as it and the percentiles are the same. */
export function createPageRenderer(
  cursors: CursorSigner,
): (page: SearchPage<ProfileText>, ranks: RankTable, meaning: Meaning) => RenderedPage {
  const known = new WeakMap<object, { ranks: RankTable; rendered: RenderedPage }>();
  return (page, ranks, meaning) => {
    let rendered = known.get(page);
    if (rendered?.ranks !== ranks) {
      rendered = { ranks, rendered: render(page, ranks, cursors) };
      known.set(page, rendered);
    }
    return withMeaning(rendered.rendered, meaning);
  };
}

function render(page: SearchPage<ProfileText>, ranks: RankTable, cursors: CursorSigner): RenderedPage {
  const { data, total, matched, facets, next } = page;
  const profiles = data.flatMap((text, i) => [i === 0 ? '' : ',', ...ranks.annotate(text)]);
  const head = joinBytes([`{"count":${data.length},"data":[`, ...profiles, `],"total":${total},"took_ms":`]);
  const rest = { matched, facets, next: next === null ? null : cursors.sign(next) };
  const tail = `,${JSON.stringify(rest).slice(1)}`;
  return { head, tail, etag: digest(head) };
}

function withMeaning({ head, tail, etag }: RenderedPage, meaning: Meaning): RenderedPage {
  const text = `,${JSON.stringify(meaning).slice(1, -1)}${tail}`;
  return { head, tail: text, etag: `W/"${digest(etag + text)}"` };
}

function digest(content: string | Buffer): string {
  return hash('sha1', content, 'base64url');
}
