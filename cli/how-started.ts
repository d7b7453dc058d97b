import { basename, delimiter, dirname, relative, resolve, sep } from 'node:path';

export interface StartFacts {
  /** The script that Node was given, as it was given: a link is not followed. */
  script: string;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** The product's own folder. */
  root: string;
}

/** What to type in place of `influscope` to run this very command line again from the same folder. */
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

/**
 * Puts `started` in the place of `influscope` before the name of a command, and behind that name the platform that was
 * meant, where it was named on this command line alone: without it the command would be of another one.
 */
export function createWording(
  started: string,
  commands: readonly string[],
  named: () => string | undefined = () => undefined,
): (text: string) => string {
  const given = commands.join('|');
  const call = new RegExp(`(?<![\\w/.-]|npx )influscope (?=(?:${given})\\b|--|<command>)`, 'g');
  // What names another platform itself, in the same part of the sentence, stays as it is.
  const command = new RegExp(`(?<![\\w/.-])influscope (?:${given})\\b(?![^;,.\\n]* --name\\b)`, 'g');
  return (text) => {
    const name = named();
    const whole = name === undefined ? text : text.replace(command, (one) => `${one} --name ${name}`);
    return whole.replace(call, () => `${started} `);
  };
}
