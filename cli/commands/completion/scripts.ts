import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import type { SHELLS } from './kinds.ts';
import type { Commands } from './words.ts';
import { describeCommands, describeGlobals } from './words.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The script that a shell reads to complete `influscope`. */
export function completionScript(shell: (typeof SHELLS)[number], commands: Commands): string {
  return SCRIPTS[shell](describeCommands(commands), describeGlobals());
}
