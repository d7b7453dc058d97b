import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Latency {
  p50: number;
  p95: number;
  requests: number;
  failed: number;
}

/** `users` of k6 that ask one question, wait a second, and ask again: milliseconds. */
export async function askWithPauses(
  folder: string,
  url: string,
  { users, seconds }: { users: number; seconds: number },
): Promise<Latency> {
  const script = join(folder, 'k6.js');
  const summary = join(folder, 'k6.json');
  await writeFile(
    script,
    `import http from 'k6/http';
import { check, sleep } from 'k6';
export const options = { vus: ${users}, duration: '${seconds}s', summaryTrendStats: ['med', 'p(95)'] };
export default function () {
  check(http.get('${url}'), { ok: ({ status }) => status === 200 });
  sleep(1);
}
export const handleSummary = (data) => ({ '${summary}': JSON.stringify(data.metrics) });
`,
  );
  await run('k6', ['run', '--quiet', '--no-usage-report', script]);
  const metrics = JSON.parse(await readFile(summary, 'utf8')) as Record<
    string,
    { values: Record<string, number> }
  >;
  const { med = 0, 'p(95)': p95 = 0 } = metrics.http_req_duration?.values ?? {};
  return {
    p50: med,
    p95,
    requests: metrics.http_reqs?.values.count ?? 0,
    failed: metrics.checks?.values.fails ?? 0,
  };
}

export interface Asked {
  path: string;
  /** POSTed as JSON; absent for a GET. */
  body?: string;
}

/** `clients` of wrk that ask one question after another without a pause, in turn from the list: answers a second. */
export async function askWithoutPauses(
  folder: string,
  origin: string,
  asked: readonly Asked[],
  { clients, seconds }: { clients: number; seconds: number },
): Promise<{ perSecond: number; requests: number; bytes: number; failed: number }> {
  const script = join(folder, 'wrk.lua');
  const list = asked.map(({ path, body }) => `{${quote(path)},${body === undefined ? 'nil' : quote(body)}}`);
  await writeFile(
    script,
    `local asked = {${list.join(',\n')}}
local at = 0
function request()
  at = at % #asked + 1
  local path, body = asked[at][1], asked[at][2]
  if body then return wrk.format('POST', path, { ['content-type'] = 'application/json' }, body) end
  return wrk.format('GET', path)
end
function done(summary)
  io.write(string.format('result %d %d %d %d\\n', summary.requests, summary.duration, summary.bytes,
    summary.errors.status + summary.errors.read + summary.errors.connect + summary.errors.timeout))
end
`,
  );
  const { stdout } = await run('wrk', ['-t1', `-c${clients}`, `-d${seconds}s`, '-s', script, origin]);
  const [requests = 0, durationUs = 1, bytes = 0, failed = 0] =
    /result (\d+) (\d+) (\d+) (\d+)/.exec(stdout)?.slice(1).map(Number) ?? [];
  return { perSecond: requests / (durationUs / 1e6), requests, bytes: bytes / Math.max(1, requests), failed };
}

/** As a string of Lua. */
function quote(text: string): string {
  return `"${text.replaceAll(/[\\"\n\r]/g, (sign) => (sign === '\n' ? '\\n' : sign === '\r' ? '\\r' : `\\${sign}`))}"`;
}
