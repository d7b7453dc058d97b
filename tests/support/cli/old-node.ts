import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A Node on this machine that the launcher replaces by the one of the package `node`; `undefined` without one. */
export function findOldNode(): string | undefined {
  return [process.env.OLD_NODE ?? '', '/usr/local/bin/node', '/usr/bin/node'].find((path) => {
    if (!existsSync(path)) return false;
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return Number(/^v(\d+)/.exec(stdout)?.[1] ?? 99) < 24;
  });
}
