/**
 * What another user can do to an instance: `node other-user.ts` reads `{home, pid, tokenFile, ports}` as JSON from stdin
 * and prints a list of attempts, each with what came of it: `refused`, or what was gained.
 */
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Attempt {
  what: string;
  on: string;
  /** `refused`, or what was gained. */
  result: string;
}

export interface Target {
  /** Files and folders of the victim. */
  paths: string[];
  pid: number;
  publicPort: number;
  adminPort: number;
  /** Admin routes, as `GET /stats`. */
  routes: string[];
}

const { paths, pid, publicPort, adminPort, routes } = JSON.parse(await text(process.stdin)) as Target;
const attempts: Attempt[] = [];
const attempt = (what: string, on: string, work: () => unknown) => {
  try {
    const gained = work();
    attempts.push({ what, on, result: `gained: ${String(gained).slice(0, 80)}` });
  } catch {
    attempts.push({ what, on, result: 'refused' });
  }
};

for (const path of paths) {
  attempt('read', path, () => {
    try {
      return readdirSync(path).length;
    } catch {
      return readFileSync(path).length;
    }
  });
  attempt('write', path, () => closeSync(openSync(path, 'r+')));
  attempt('create beside', path, () =>
    writeFileSync(join(dirname(path), `.planted-${process.pid}`), 'x', { flag: 'wx' }),
  );
  attempt('create in', path, () => writeFileSync(join(path, `.planted-${process.pid}`), 'x', { flag: 'wx' }));
  attempt('replace', path, () => renameSync(path, join(dirname(path), `${basename(path)}.taken`)));
}
for (const name of ['environ', 'mem', 'maps', 'io', 'stack', 'auxv'])
  attempt('read', `process ${name}`, () => readFileSync(`/proc/${pid}/${name}`, { encoding: 'utf8' }).length);
for (const name of ['cwd', 'root', 'exe'])
  attempt('follow', `process ${name}`, () => readlinkSync(`/proc/${pid}/${name}`));
attempt('list', 'process files', () => readdirSync(`/proc/${pid}/fd`).length);
for (const signal of ['SIGTERM', 'SIGSTOP', 'SIGUSR1', 'SIGKILL'] as const)
  attempt('signal', signal, () => process.kill(pid, signal));

for (const port of [adminPort, publicPort]) {
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    for (const authorization of ['', 'Bearer ', `Bearer ${'0'.repeat(64)}`, 'Basic YWRtaW46YWRtaW4=']) {
      const hasBody = !['GET', 'DELETE'].includes(method);
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: {
          ...(authorization && { authorization }),
          ...(hasBody && { 'content-type': 'application/json' }),
        },
        ...(hasBody && { body: '{}' }),
      });
      const on = `${route} on the ${port === adminPort ? 'admin' : 'public'} port`;
      // A route that the admin port does not have would prove nothing; the public port has none of them.
      const refusals = port === adminPort ? [401] : [404, 405];
      const isRefused = refusals.includes(answer.status);
      attempts.push({ what: 'call', on, result: isRefused ? 'refused' : `gained: ${answer.status}` });
    }
  }
}
process.stdout.write(JSON.stringify(attempts));
