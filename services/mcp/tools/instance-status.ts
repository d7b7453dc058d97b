import Type from 'typebox';
import type { Health } from '#contract/health.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { readApi } from '../ask-api.ts';
import { defineTool } from '../tool.ts';
import { ToolError } from '../tool-error.ts';
import { CLOSED } from './arguments.ts';

export const instanceStatus = defineTool({
  name: 'instance_status',
  title: 'Get the status of the instance',
  description: 'Get whether the instance works, its version, and the number of profiles.',
  input: Type.Object({}, CLOSED),
  output: Type.Object({
    ready: Type.Boolean(),
    version: Type.String(),
    running_since: Type.String(),
    profiles: Type.Union([Type.Integer(), Type.Null()], { description: 'null: the index does not answer' }),
    advice: Type.Optional(Type.String()),
  }),
  async run(_input, ask, signal) {
    const health = await readApi<Health>(ask, '/healthz', signal);
    const { status } = await ask('/readyz', signal);
    const profiles = await countProfiles();
    const ready = status < 300 && profiles !== null;
    return {
      ready,
      version: health.version,
      running_since: health.started_at,
      profiles,
      ...(!ready && { advice: 'The operator of the instance can find the cause with: influscope explain' }),
      ...(ready &&
        profiles === 0 && {
          advice: 'The instance is empty. The operator can add profiles: influscope import',
        }),
    };

    async function countProfiles(): Promise<number | null> {
      try {
        const path = '/search?limit=1&facets=false';
        return (await readApi<SearchResponse>(ask, path, signal)).total;
      } catch (error) {
        if (error instanceof ToolError) return null;
        throw error;
      }
    }
  },
});
