import type { FastifyRequest } from 'fastify';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import type { KeyGuard } from '../keys/key-guard.ts';
import { hasKeyCookie, KEY_COOKIE } from '../keys/key-of-request.ts';
import type { PageAssets } from './assets.ts';
import { h } from './h.ts';
import { localPath } from './local-path.ts';
import { PAGE_HEADERS, renderDocument, sendHtml } from './send-html.ts';
import { KEY } from './texts.ts';
import { readTheme } from './theme.ts';
import { Document } from './view/document.ts';
import { KeyForm } from './view/key-form.ts';

interface KeyPageDeps {
  keys: KeyGuard;
  assets: PageAssets;
  trustedHops: number;
}

const MAX_AGE_SECONDS = 30 * 86_400;
const OPEN = { config: { isPage: true, right: null, cost: 5 }, schema: { hide: true } } as const;

/** `GET /key` asks for an API key. `POST /key` stores it in a cookie that scripts cannot read, or removes it. */
export function mountKeyPage(app: HttpServer, { keys, assets, trustedHops }: KeyPageDeps): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  const show = (request: FastifyRequest, isWrong: boolean, back: string) =>
    renderDocument(
      h(
        Document,
        { title: KEY.heading, theme: readTheme(request), assets, here: '/key' },
        h(KeyForm, { isWrong, back, isStored: hasKeyCookie(request) }),
      ),
    );

  app.get('/key', OPEN, (request, reply) => sendHtml(request, reply, show(request, false, '/')));

  app.post('/key', OPEN, async (request, reply) => {
    assertOwnForm(request);
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const isForgotten = form.get('forget') === '1';
    const key = (form.get('key') ?? '').trim();
    const back = localPath(form.get('back'));
    if (!isForgotten && !(await keys.isValid(key))) {
      reply.status(401);
      return sendHtml(request, reply, show(request, true, back));
    }
    const isSecure = trustedHops > 0 && request.headers['x-forwarded-proto'] === 'https';
    const cookie = [
      `${KEY_COOKIE}=${isForgotten ? '' : key}`,
      'Path=/',
      `Max-Age=${isForgotten ? 0 : MAX_AGE_SECONDS}`,
      'HttpOnly',
      'SameSite=Lax',
      ...(isSecure ? ['Secure'] : []),
    ].join('; ');
    const target = isForgotten ? '/key' : back;
    return reply.headers({ ...PAGE_HEADERS, 'set-cookie': cookie }).redirect(target, 303);
  });
}

/** Another site must not be able to give this browser a key of its choice. */
function assertOwnForm({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  const isOwn = site === undefined ? origin === undefined || hostOf(origin) === host : site === 'same-origin';
  if (isOwn) return;
  throw new ProblemError({ title: 'Forms of other sites are refused', status: 403, code: 'origin_refused' });
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
