import type { Readiness } from '../../../services/shared/contract/health.ts';
import { readText, send } from '../../http/request.ts';

/** What a platform that serves at `url` says of its parts. */
export async function askReadiness(url: string, signal: AbortSignal): Promise<Readiness> {
  return JSON.parse(
    await readText(await send({ url, instance: null }, '/readyz?verbose', { signal })),
  ) as Readiness;
}
