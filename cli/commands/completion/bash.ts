import type { CommandWords, Offer, OptionWords } from './words.ts';

/** Works from bash 3.2 on. */
export function bashScript(commands: readonly CommandWords[], globals: readonly OptionWords[]): string {
  const takesValue = flagsOf([...globals, ...commands.flatMap(({ options }) => options)], true);
  return `_influscope_offer() {
  local prefix="" typed="$1" word
  if [ "$2" = list ]; then
    case "$typed" in *,*) prefix="\${typed%,*}," typed="\${typed##*,}" ;; esac
  fi
  while IFS= read -r word; do
    case "$word" in "$typed"*) COMPREPLY+=("$prefix$(printf '%q' "$word")") ;; esac
  done
}
_influscope_query() {
  local typed="\${COMP_LINE:0:COMP_POINT}" prefix="" word
  typed="\${typed##*[[:space:]]}"
  typed=\${typed#[\\"\\']}
  if [ -z "$COMP_LINE" ]; then
    typed="$1"
  else
    # Bash completes what follows the last colon.
    case "$COMP_WORDBREAKS" in *:*) case "$typed" in *:*) prefix="\${typed%:*}:" ;; esac ;; esac
  fi
  while IFS= read -r word; do
    case "$word" in "$typed"*) COMPREPLY+=("\${word#"$prefix"}") ;; esac
  done
  compopt -o nospace 2>/dev/null
}
_influscope_files() {
  local path
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen -f -- "$1")
  compopt -o filenames 2>/dev/null
}
_influscope() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="" option="" word i position=0 expects=""
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [ -n "$expects" ]; then
      [ "$word" = "=" ] || expects=""
      continue
    fi
    case "$word" in
      ${takesValue.join('|')}) expects="$word" ;;
      -*) ;;
      *) if [ -z "$command" ]; then command="$word"; else position=$((position + 1)); fi ;;
    esac
  done
  option="$expects"
  [ "$current" = "=" ] && [ -n "$option" ] && current=""
  case "$command $option" in
${commands.flatMap((command) => optionCases(command.name, ownOptions(command))).join('\n')}
${optionCases(null, globals).join('\n')}
  esac
  [ -n "$option" ] && return
  case "$current" in
    -*)
      case "$command" in
${commands.map(({ name, options }) => `        ${name}) _influscope_offer "$current" <<< ${lines(flagsOf(options))} ;;`).join('\n')}
        "") _influscope_offer "$current" <<< ${lines(flagsOf(globals))} ;;
      esac
      return ;;
  esac
  case "$command $position" in
    " 0") _influscope_offer "$current" <<< ${lines(commands.map(({ name }) => name))} ;;
${commands.flatMap(argumentCases).join('\n')}
  esac
}
complete -F _influscope influscope
_influscope_npx() {
  local _influscope_started="npx --no-install influscope"
  [ "\${COMP_WORDS[1]}" = influscope ] && [ "$COMP_CWORD" -gt 1 ] || return
  COMP_WORDS=("\${COMP_WORDS[@]:1}")
  COMP_CWORD=$((COMP_CWORD - 1))
  _influscope
}
complete -p npx > /dev/null 2>&1 || complete -o bashdefault -o default -F _influscope_npx npx`;
}

function ownOptions({ options }: CommandWords): OptionWords[] {
  return options.filter(({ global }) => !global);
}

/** `command` is `null` for options of every command. */
function optionCases(command: string | null, options: readonly OptionWords[]): string[] {
  return options.flatMap((option) => {
    if (option.value === null || option.value.kind === 'nothing') return [];
    const patterns = names(option).map((name) => `${command === null ? '*' : ''}"${command ?? ''} ${name}"`);
    return [`    ${patterns.join('|')}) ${offer(option.value)}; return ;;`];
  });
}

function argumentCases({ name, arguments: places }: CommandWords): string[] {
  return places.flatMap((place, at) => {
    if (place.offer.kind === 'nothing') return [];
    return [`    "${name} "${place.repeated ? '*' : at}) ${offer(place.offer)} ;;`];
  });
}

function offer(what: Exclude<Offer, { kind: 'nothing' }>): string {
  if (what.kind === 'files') {
    const words = what.words.length > 0 ? `_influscope_offer "$current" <<< ${lines(what.words)}; ` : '';
    return `${words}_influscope_files "$current"`;
  }
  if (what.kind === 'values' && what.values === 'query')
    return `_influscope_query "$current" < <(\${_influscope_started:-"\${COMP_WORDS[0]}"} completion query 2>/dev/null)`;
  const call = `_influscope_offer "$current"${what.list ? ' list' : ''}`;
  if (what.kind === 'words') return `${call} <<< ${lines(what.words)}`;
  return `${call} < <(\${_influscope_started:-"\${COMP_WORDS[0]}"} completion ${what.values} 2>/dev/null)`;
}

function flagsOf(options: readonly OptionWords[], onlyWithValue = false): string[] {
  return [...new Set(options.filter(({ value }) => !onlyWithValue || value !== null).flatMap(names))];
}

function names({ short, long }: OptionWords): string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${long}`];
}

function lines(words: readonly string[]): string {
  return `$'${words.map((word) => word.replaceAll(/['\\]/g, '\\$&')).join('\\n')}'`;
}
