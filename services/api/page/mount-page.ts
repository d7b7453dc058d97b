import type { FastifyRequest } from 'fastify';
import { PLATFORMS } from '#domain/platform.ts';
import type { Profile } from '#domain/profile.ts';
import type { Records } from '#ports/records.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import type { PlainProblem } from '#runtime/http/problem-error.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { acceptsGzip } from '../accepts-gzip.ts';
import { hasKeyCookie } from '../keys/key-of-request.ts';
import { findProfile } from '../routes/profiles.ts';
import { findSimilar, SIMILAR_COST } from '../similar/find-similar.ts';
import type { PageAssets } from './assets.ts';
import { ComparePage } from './compare/compare-page.ts';
import { MAX_COMPARED } from './compare-limit.ts';
import { CreatorPage } from './creator/creator-page.ts';
import type { ProfileDetails } from './creator/read-details.ts';
import { readDetails } from './creator/read-details.ts';
import { h } from './h.ts';
import { localPath } from './local-path.ts';
import { pageHref, readPageState } from './page-state.ts';
import type { SearchDeps } from './search-view.ts';
import { searchView } from './search-view.ts';
import { PAGE_HEADERS, renderDocument, sendHtml } from './send-html.ts';
import { ShortlistPage } from './shortlist/shortlist-page.ts';
import { COMPARE, SHORTLIST, TEXTS } from './texts.ts';
import { readTheme, themeCookie } from './theme.ts';
import { Document } from './view/document.ts';
import { ErrorState, titleOf } from './view/error-page.ts';
import { KeyForm } from './view/key-form.ts';
import { creatorHref, nameOf } from './view/person.ts';
import { Results } from './view/results.ts';

export interface PageDeps extends SearchDeps {
  /** For the posts and readings behind the figures. */
  records?: Records;
  assets: PageAssets;
}

/** Routes whose errors are pages. They are not part of the described API. */
const PAGE = { config: { isPage: true }, schema: { hide: true } };

/** As `PAGE`, and also without an API key. */
const OPEN = { ...PAGE, config: { ...PAGE.config, right: null } };

const SIMILAR_SHOWN = 6;
/** Costs are in requests of a client's rate. A list has a search and up to 20 cards. */
const LIST_COST = 5;
const COMPARE_COST = 3;

/** An instance without profiles is looked at again this often where no scripts run. */
const FIRST_RUN_SECONDS = 5;

/** `GET /`, what its scripts ask for, and the files of the pages. */
export function mountPage(app: HttpServer, deps: PageDeps): void {
  const { assets } = deps;
  app.get('/', costs(LIST_COST), async (request, reply) => {
    const view = await searchView(readPageState(paramsOf(request)), deps);
    const isEmpty = view.stored === 0;
    const page = h(
      Document,
      {
        title: TEXTS.search.title(view.state.q),
        theme: readTheme(request),
        assets,
        here: pageHref(view.state),
        query: view.state.q,
        isSearch: true,
        ...(isEmpty && { refreshSeconds: FIRST_RUN_SECONDS }),
      },
      h(Results, { view }),
    );
    return sendHtml(request, reply, renderDocument(page));
  });

  app.get('/results', costs(LIST_COST), async (request, reply) => {
    const view = await searchView(readPageState(paramsOf(request)), deps);
    return sendHtml(request, reply, renderDocument(h(Results, { view })).replace('<!doctype html>', ''));
  });

  app.get('/creators/:id', costs(SIMILAR_COST), async (request, reply) => {
    const { id } = request.params as { id: string };
    const platform = PLATFORMS.find((name) => name === paramsOf(request).get('platform'));
    const [profile] = await deps.percentiles.annotate([await findProfile(deps.index, id, platform)]);
    if (profile === undefined) throw new TypeError('A profile was found, but no longer exists');
    const [details, similar] = await Promise.all([
      detailsOf(profile, deps, request),
      findSimilar(deps.index, profile, { filters: [], limit: SIMILAR_SHOWN, nowMs: Date.now() }),
    ]);
    const page = h(
      Document,
      { title: nameOf(profile), theme: readTheme(request), assets, here: creatorHref(profile.id) },
      h(CreatorPage, { profile, details, similar }),
    );
    return sendHtml(request, reply, renderDocument(page));
  });

  app.get('/compare', costs(COMPARE_COST), async (request, reply) => {
    const ids = [...new Set(paramsOf(request).getAll('id'))].filter((id) => id !== '');
    const asked = ids.slice(0, MAX_COMPARED);
    const found = await Promise.all(asked.map((id) => deps.index.get(id)));
    const profiles = await deps.percentiles.annotate(found.filter((profile) => profile !== undefined));
    const page = h(
      Document,
      { title: COMPARE.heading, theme: readTheme(request), assets, here: request.url },
      h(ComparePage, {
        profiles,
        missing: asked.filter((_id, at) => found[at] === undefined),
        isCut: ids.length > asked.length,
      }),
    );
    return sendHtml(request, reply, renderDocument(page));
  });

  app.get('/shortlist', PAGE, async (request, reply) => {
    const page = h(
      Document,
      {
        title: SHORTLIST.heading,
        theme: readTheme(request),
        assets,
        here: '/shortlist',
        scripts: ['shortlist.js'],
      },
      h(ShortlistPage, {}),
    );
    return sendHtml(request, reply, renderDocument(page));
  });

  app.get('/theme', OPEN, (request, reply) => {
    const params = paramsOf(request);
    const cookie = themeCookie(params.get('set'));
    const target = localPath(params.get('back'));
    return reply.headers({ ...PAGE_HEADERS, ...(cookie && { 'set-cookie': cookie }) }).redirect(target, 303);
  });

  app.get('/assets/:file', { ...OPEN, logLevel: 'warn' }, (request, reply) => {
    const asset = assets.read((request.params as { file: string }).file);
    if (asset === undefined) throw new ProblemError({ title: 'Not found', status: 404, code: 'not_found' });
    reply.headers({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'accept-encoding',
    });
    const isPacked = asset.gzip !== null && acceptsGzip(request);
    if (isPacked) reply.header('content-encoding', 'gzip');
    return reply.type(asset.contentType).send(isPacked ? asset.gzip : asset.body);
  });
}

/** An error as a page, for people: errors of page routes, and unknown paths that a browser opens. `undefined` for the rest. */
export function renderErrorPage(
  assets: PageAssets,
  problem: PlainProblem,
  request: FastifyRequest,
): { headers: Record<string, string>; body: string } | undefined {
  const { isPage } = request.routeOptions.config as { isPage?: boolean };
  const isUnknown = request.routeOptions.url === undefined && acceptsHtml(request);
  if (!isPage && !isUnknown) return undefined;
  const path = request.url;
  const retry = problem.status >= 500 ? path.replace(/^\/results\b/, '/') : undefined;
  const needsKey = problem.code === 'key_missing' || problem.code === 'key_invalid';
  const state = needsKey
    ? h(KeyForm, {
        isWrong: problem.code === 'key_invalid',
        back: path.replace(/^\/results\b/, '/'),
        isStored: hasKeyCookie(request),
      })
    : h(ErrorState, { problem, requestId: request.id, retry });
  const isPart = path.startsWith('/results');
  const page = isPart
    ? state
    : h(Document, { title: titleOf(problem), theme: readTheme(request), assets, here: '/' }, state);
  return {
    headers: { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' },
    body: renderDocument(page),
  };
}

/** The page is complete without the records: an error of theirs is logged and said on the page. */
async function detailsOf(
  profile: Profile,
  { records }: PageDeps,
  request: FastifyRequest,
): Promise<ProfileDetails | null> {
  if (records === undefined) return null;
  try {
    return await readDetails(records, profile);
  } catch (error) {
    request.log.warn({ err: error }, 'the record of a profile cannot be read');
    return null;
  }
}

/** A page that is more work than others. */
function costs(cost: number) {
  return { ...PAGE, config: { ...PAGE.config, cost } };
}

function acceptsHtml({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && /\btext\/html\b/i.test(headers.accept ?? '');
}

function paramsOf({ url }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'));
}
