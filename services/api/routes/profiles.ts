import Type from 'typebox';
import { PlatformSchema, ProfileSchema } from '#contract/profile.ts';
import type { QueryNode } from '#contract/query/tree.ts';
import { handleId, normalizeHandle } from '#domain/identity.ts';
import type { Platform } from '#domain/platform.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { Profile } from '#domain/profile.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import type { Percentiles } from '../percentiles.ts';
import { problemResponses } from './problem-responses.ts';

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) });
const Querystring = Type.Object({ platform: Type.Optional(PlatformSchema) }, { additionalProperties: false });

/** `GET /profiles/:id`, where the id is `platform:native-id`, `platform:@handle` or `@handle`. */
export function mountProfiles(
  app: HttpServer,
  { index, percentiles }: { index: SearchIndex; percentiles: Percentiles },
): void {
  app.get(
    '/profiles/:id',
    {
      schema: {
        summary: 'Get one profile by ID or @handle',
        params: Params,
        querystring: Querystring,
        response: { 200: ProfileSchema, ...problemResponses },
      },
    },
    async (request) => {
      const [profile] = await percentiles.annotate([
        await findProfile(index, request.params.id, request.query.platform),
      ]);
      return profile;
    },
  );
}

/** Throws a 404 or 409 problem. */
export async function findProfile(index: SearchIndex, id: string, platform?: Platform): Promise<Profile> {
  const byId = await index.get(id);
  if (byId) return byId;
  const { handle, platforms } = readHandle(id, platform);
  const found = handle === undefined ? [] : await findByHandle(index, handle, platforms);
  const [profile, ...others] = found;
  if (profile === undefined) {
    throw new ProblemError({
      title: 'Profile not found',
      status: 404,
      code: 'profile_not_found',
      detail: `The index has no profile "${id}"`,
      hint: { command: ['search', handle ?? id] },
    });
  }
  if (others.length > 0) {
    throw new ProblemError({
      title: 'Ambiguous handle',
      status: 409,
      code: 'ambiguous_handle',
      detail: `"${id}" matches ${found.map((one) => one.id).join(', ')}`,
      hint: { command: ['show', profile.id] },
    });
  }
  return profile;
}

function readHandle(id: string, platform?: Platform): { handle?: string; platforms: Platform[] } {
  const asked = platform === undefined ? [] : [platform];
  if (id.startsWith('@')) return { handle: normalizeHandle(id), platforms: asked };
  const named = PLATFORMS.find((name) => id.startsWith(`${name}:@`));
  if (named) return { handle: normalizeHandle(id.slice(named.length + 1)), platforms: [named] };
  return { platforms: asked };
}

async function findByHandle(index: SearchIndex, handle: string, platforms: Platform[]): Promise<Profile[]> {
  const wanted = platforms.length > 0 ? platforms : PLATFORMS;
  const direct = await Promise.all(wanted.map((platform) => index.get(handleId(platform, handle))));
  // In a group, an address matches whole handles alone: nothing that is begun with it or spelt closely.
  const nodes = wanted.map((platform): QueryNode => {
    const address = { platform, handle, native_id: null };
    return { kind: 'address', address, text: handle, span: null };
  });
  const page = await index.search({
    tree: { kind: 'all', nodes: [{ kind: 'any', nodes }] },
    sort: 'relevance',
    limit: 50,
    cursor: null,
    facets: false,
    nowMs: Date.now(),
  });
  const all = [...direct.filter((profile) => profile !== undefined), ...page.data];
  const same = all.filter(
    (profile) => profile.username !== null && normalizeHandle(profile.username) === handle,
  );
  return [...new Map(same.map((profile) => [profile.id, profile])).values()];
}
