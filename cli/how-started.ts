import { basename, delimiter, dirname, relative, resolve, sep } from 'node:path';

export interface StartFacts {
  /** The script as Node received it: a link is not followed. */
  script: string;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** The product's own folder. */
  root: string;
}

/** What to type instead of `influscope` to run this command line again from the same folder. */
export function describeStart({ script, env, cwd, root }: StartFacts): string {
  const folder = dirname(script);
  const inPath = (env.PATH ?? '').split(delimiter).some((one) => one !== '' && resolve(one) === folder);
  const byNpx = env.npm_command === 'exec';
  if (basename(script) === 'influscope' && inPath && !byNpx) return 'influscope';
  const inClone = cwd === root || cwd.startsWith(root + sep);
  if (byNpx || inClone || folder.endsWith(`node_modules${sep}.bin`)) return 'npx influscope';
  const fromHere = relative(cwd, script);
  return `node ${fromHere.startsWith('..') ? script : fromHere}`;
}
