import type { CommandWords, Offer, OptionWords } from './words.ts';

/** Both sourced and found in a folder of `fpath` as `_influscope`. */
export function zshScript(commands: readonly CommandWords[], globals: readonly OptionWords[]): string {
  const all = [...globals, ...commands.flatMap(({ options }) => options)];
  const takesValue = [...new Set(all.filter(({ value }) => value !== null).flatMap(names))];
  return `#compdef influscope
_influscope() {
  local current="$words[CURRENT]" command="" option="" word
  local -i i position=0
  for ((i = 2; i < CURRENT; i++)); do
    word="$words[i]"
    if [[ -n "$option" ]]; then option=""; continue; fi
    case "$word" in
      (${takesValue.join('|')}) option="$word" ;;
      (-*) ;;
      (*) if [[ -z "$command" ]]; then command="$word"; else (( position++ )); fi ;;
    esac
  done
  if [[ -z "$option" && "$current" == --*=* ]]; then
    option="\${current%%=*}"
    compset -P '*='
  fi
  case "$command $option" in
${commands.flatMap((command) => optionCases(command.name, ownOptions(command))).join('\n')}
${optionCases(null, globals).join('\n')}
  esac
  [[ -n "$option" ]] && return 1
  local -a offers
  if [[ "$current" == -* ]]; then
    case "$command" in
${commands.map(({ name, options }) => `      (${name}) offers=(${described(options)}) ;;`).join('\n')}
      ("") offers=(${described(globals)}) ;;
    esac
    _describe -o option offers
    return
  fi
  case "$command $position" in
    (" 0")
      offers=(${commands.map(({ name, summary }) => quote(`${name}:${summary}`)).join(' ')})
      _describe command offers ;;
${commands.flatMap(argumentCases).join('\n')}
  esac
}
if [[ "$funcstack[1]" == _influscope ]]; then
  _influscope "$@"
else
  compdef _influscope influscope
fi`;
}

function ownOptions({ options }: CommandWords): OptionWords[] {
  return options.filter(({ global }) => !global);
}

/** `command` is `null` for options of every command. */
function optionCases(command: string | null, options: readonly OptionWords[]): string[] {
  return options.flatMap((option) => {
    if (option.value === null || option.value.kind === 'nothing') return [];
    return [
      `    (${names(option)
        .map((name) => `${command === null ? '*' : ''}${quote(`${command ?? ''} ${name}`)}`)
        .join('|')}) ${offer(option.value)}; return ;;`,
    ];
  });
}

function argumentCases({ name, arguments: places }: CommandWords): string[] {
  return places.flatMap((place, at) => {
    if (place.offer.kind === 'nothing') return [];
    return [`    (${quote(`${name} `)}${place.repeated ? '*' : at}) ${offer(place.offer)} ;;`];
  });
}

function offer(what: Exclude<Offer, { kind: 'nothing' }>): string {
  if (what.kind === 'files') {
    return `${what.words.length > 0 ? `compadd -- ${what.words.map(quote).join(' ')}; ` : ''}_files`;
  }
  const words =
    what.kind === 'words'
      ? what.words.map(quote).join(' ')
      : `"\${(@f)$("$words[1]" completion ${what.values} 2>/dev/null)}"`;
  // After `field:` comes its value.
  if (what.kind === 'values' && what.values === 'query') return `compadd -S '' -- ${words}`;
  return what.list ? `compset -P '*,'; compadd -S '' -- ${words}` : `compadd -- ${words}`;
}

/** `--limit:at most that many`, and the short form beside it. */
function described(options: readonly OptionWords[]): string {
  return options
    .flatMap((option) =>
      names(option).map((name) => quote(`${name}:${option.summary.replaceAll(':', '\\:')}`)),
    )
    .join(' ');
}

function names({ short, long }: OptionWords): string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${long}`];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
