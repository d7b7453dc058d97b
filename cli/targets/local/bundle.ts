import { maskSecrets } from '#cli/output/text/mask.ts';
import { maskDeep } from '#cli/output/text/mask-deep.ts';
import type { Bounds, BundleFile } from '../target.ts';
import { readToken } from './admin-token.ts';
import { runChecks } from './checks.ts';
import { explain } from './explain.ts';
import type { Local } from './local.ts';
import { readLogs } from './logs.ts';
import { readLocalState } from './state.ts';

const LOG_LINES = 2_000;
const MAX_LINE = 4_000;

/** Diagnosis, checks, state and the last log lines of an instance on this machine; secrets are masked. */
export async function* collectBundle(local: Local, { signal }: Bounds): AsyncGenerator<BundleFile> {
  const token = readToken(local.paths);
  const secrets = token === null ? [] : [token];
  const json = (value: unknown) => `${JSON.stringify(maskDeep(value, secrets), null, 2)}\n`;
  yield {
    path: 'diagnosis.json',
    text: json(await Array.fromAsync(explain(local, { object: null, signal }))),
  };
  yield { path: 'checks.json', text: json(await Array.fromAsync(runChecks(local, signal))) };
  yield { path: 'state.json', text: json(readLocalState(local.paths)) };
  const lines: string[] = [];
  const request = { service: null, lines: LOG_LINES, since: null, follow: false, signal };
  for await (const { text } of readLogs(local.paths, request))
    lines.push(maskSecrets(text.slice(0, MAX_LINE), secrets));
  yield { path: 'logs/services.log', text: `${lines.join('\n')}\n` };
}
