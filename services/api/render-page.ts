import { hash } from 'node:crypto';
import type { ProfileText, SearchPage } from '#ports/search-index.ts';
import type { RankTable } from './percentiles.ts';
import type { CursorSigner } from './sign-cursor.ts';

/** A page of `GET /search` as JSON text in two parts: only the time that it took stands between them. */
export interface RenderedPage {
  head: string;
  tail: string;
  /** Weak, in quotes: the time that an answer took is not part of it. */
  etag: string;
}

/** Renders a page once for as long as it and the percentiles are the same. */
export function createPageRenderer(
  cursors: CursorSigner,
): (page: SearchPage<ProfileText>, ranks: RankTable) => RenderedPage {
  const known = new WeakMap<object, { ranks: RankTable; rendered: RenderedPage }>();
  return (page, ranks) => {
    const before = known.get(page);
    if (before?.ranks === ranks) return before.rendered;
    const rendered = render(page, ranks, cursors);
    known.set(page, { ranks, rendered });
    return rendered;
  };
}

function render(page: SearchPage<ProfileText>, ranks: RankTable, cursors: CursorSigner): RenderedPage {
  const { data, total, matched, facets, next } = page;
  const profiles = data.map((text) => ranks.annotate(text)).join();
  const head = `{"count":${data.length},"data":[${profiles}],"total":${total},"took_ms":`;
  const rest = { matched, facets, next: next === null ? null : cursors.sign(next) };
  const tail = `,${JSON.stringify(rest).slice(1)}`;
  return { head, tail, etag: `W/"${hash('sha1', head + tail, 'base64url')}"` };
}
