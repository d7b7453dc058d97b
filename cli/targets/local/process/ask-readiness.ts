import { sendProven } from '#cli/http/send-proven.ts';
import type { Readiness } from '#contract/health.ts';
import { readText } from '#lib/read-text.ts';
import { readToken } from '../admin-token.ts';
import type { LocalPaths } from '../paths.ts';
import { readLocalState } from '../state.ts';

/**
 * The readiness that the admin port of an instance reports for its parts; the public port says nothing about them. The
 * token is sent only to a process that has proved that it is the instance.
 */
export async function askReadiness(paths: LocalPaths, signal: AbortSignal): Promise<Readiness> {
  const { admin_port: port, instance } = readLocalState(paths)?.process ?? {};
  const token = readToken(paths) ?? '';
  const endpoint = {
    url: `http://127.0.0.1:${port ?? 0}`,
    token,
    proof: { instance: instance ?? '', secret: token },
  };
  const answer = await sendProven(endpoint, '/readyz?verbose', { signal });
  return JSON.parse(await readText(answer)) as Readiness;
}
