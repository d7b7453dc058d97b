import type { CommandDefinition } from '../../command.ts';
import type { SHELLS } from '../completion.ts';

type Shell = (typeof SHELLS)[number];
type Commands = readonly Pick<CommandDefinition, 'name' | 'summary' | 'options' | 'arguments'>[];

const GLOBAL_OPTIONS = ['--name', '--target', '--config', '--timeout', '--quiet', '--debug', '--help'];

/** The script that a shell reads to complete `influscope`. */
export function completionScript(shell: Shell, commands: Commands): string {
  return { bash, zsh, fish }[shell](commands);
}

/** Words that can follow a command: its options, and what its arguments can be. */
function wordsOf(command: Commands[number]): string[] {
  const long = (command.options ?? []).flatMap(({ flags }) => /--[a-z-]+/.exec(flags) ?? []);
  const choices = (command.arguments ?? []).flatMap(({ choices = [] }) => choices);
  return [...choices, ...long, '--output', ...GLOBAL_OPTIONS];
}

function bash(commands: Commands): string {
  const cases = commands.map((command) => `    ${command.name}) words="${wordsOf(command).join(' ')}" ;;`);
  return `_influscope() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${[...commands.map(({ name }) => name), ...GLOBAL_OPTIONS, '--version'].join(' ')}"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _influscope influscope`;
}

function zsh(commands: Commands): string {
  const list = commands.map(({ name, summary }) => `    '${name}:${summary.replaceAll("'", "'\\''")}'`);
  const cases = commands.map((command) => `    ${command.name}) compadd -- ${wordsOf(command).join(' ')} ;;`);
  return `#compdef influscope
_influscope() {
  local -a commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${cases.join('\n')}
  esac
  _files
}
compdef _influscope influscope`;
}

function fish(commands: Commands): string {
  const quoted = (text: string) => text.replaceAll("'", "\\'");
  const lines = commands.flatMap((command) => [
    `complete -c influscope -n __fish_use_subcommand -a ${command.name} -d '${quoted(command.summary)}'`,
    ...wordsOf(command).map((word) => {
      const condition = `-n '__fish_seen_subcommand_from ${command.name}'`;
      return word.startsWith('--')
        ? `complete -c influscope ${condition} -l ${word.slice(2)}`
        : `complete -c influscope ${condition} -a ${word}`;
    }),
  ]);
  return lines.join('\n');
}
