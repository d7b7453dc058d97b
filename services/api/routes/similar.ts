import Type from 'typebox';
import type { SimilarResponse } from '#contract/similar.ts';
import { DEFAULT_SIMILAR, SimilarQuerystring, SimilarResponseSchema } from '#contract/similar.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { readSelection } from '../parse-search-query.ts';
import type { Percentiles } from '../percentiles.ts';
import { findSimilar, SIMILAR_COST } from '../similar/find-similar.ts';
import { problemResponses } from './problem-responses.ts';
import { findProfile } from './profiles.ts';

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) });

/** `GET /profiles/:id/similar` */
export function mountSimilar(
  app: HttpServer,
  { index, percentiles }: { index: SearchIndex; percentiles: Percentiles },
): void {
  app.get(
    '/profiles/:id/similar',
    {
      config: { cost: SIMILAR_COST },
      schema: {
        summary: 'Find similar creators',
        params: Params,
        querystring: SimilarQuerystring,
        response: { 200: SimilarResponseSchema, ...problemResponses },
      },
    },
    async (request): Promise<SimilarResponse> => {
      const { limit = DEFAULT_SIMILAR, ...selection } = request.query;
      const profile = await findProfile(index, request.params.id);
      const filters = readSelection(selection).tree.nodes;
      const similar = await findSimilar(index, profile, { filters, limit, nowMs: Date.now() });
      const profiles = await percentiles.annotate(similar.map((one) => one.profile));
      const data = similar.map(({ score, reasons, profile: plain }, at) => ({
        score,
        reasons,
        profile: profiles[at] ?? plain,
      }));
      return { count: data.length, data };
    },
  );
}
