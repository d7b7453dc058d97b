import { send } from '#cli/http/request.ts';
import type { Readiness } from '#contract/health.ts';
import { readText } from '#lib/read-text.ts';

/** The readiness that the admin port of an instance reports for its parts; the public port says nothing about them. */
export async function askReadiness(adminPort: number, signal: AbortSignal): Promise<Readiness> {
  const url = `http://127.0.0.1:${adminPort}`;
  const answer = await send({ url, proof: null }, '/readyz?verbose', { signal });
  return JSON.parse(await readText(answer)) as Readiness;
}
