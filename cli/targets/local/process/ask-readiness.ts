import { send } from '#cli/http/request.ts';
import type { Readiness } from '#contract/health.ts';
import { readText } from '#lib/read-text.ts';

/** The readiness that an instance at `url` reports for its parts. */
export async function askReadiness(url: string, signal: AbortSignal): Promise<Readiness> {
  return JSON.parse(
    await readText(await send({ url, instance: null }, '/readyz?verbose', { signal })),
  ) as Readiness;
}
