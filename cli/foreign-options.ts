// Long: one table of the options of other tools, by command.

/** What an option of another tool becomes here. */
export type ForeignOption =
  /** An option of this command, with the same value, a converted value or a fixed value. */
  | { to: string; value?: string | ((text: string) => string); text?: string }
  /** Removed: the command does this anyway, or `text` says what to use instead. */
  | { drop: 'alone' | 'with its value'; text: string }
  /** Its value is an argument of the command. */
  | { argument: true }
  /** An argument. */
  | { word: string }
  /** Another command; with `keeps`, it gets the words of this one. */
  | { command: readonly string[]; text: string; keeps?: true };

type Table = Readonly<Record<string, ForeignOption>>;

const to = (flag: string, value?: string | ((text: string) => string)): ForeignOption => ({
  to: flag,
  ...(value && { value }),
});
const drop = (text: string): ForeignOption => ({ drop: 'alone', text });
const dropValue = (text: string): ForeignOption => ({ drop: 'with its value', text });
const word = (text: string): ForeignOption => ({ word: text });
const ARGUMENT: ForeignOption = { argument: true };

/** `5k` as the lower or the upper end of a range. */
const least = (text: string) => `${text}..`;
const most = (text: string) => `..${text}`;

const each = (flags: readonly string[], option: ForeignOption): Table =>
  Object.fromEntries(flags.map((flag) => [flag, option]));

/** For every command that has the option on the right. */
const ANYWHERE: Table = {
  '-v': { ...to('--debug'), text: '-V prints the version, --debug stack traces' },
  ...each(['--verbose', '--trace', '--stacktrace'], to('--debug')),
  ...each(['--format', '--out', '--output-format'], to('--output')),
  '--csv': to('--output', 'csv'),
  '--ndjson': to('--output', 'ndjson'),
  ...each(['-l', '--count', '--top', '--max', '--max-results', '--size', '--first', '--head'], to('--limit')),
  ...each(['--order', '--order-by', '--sort-by'], to('--sort')),
  ...each(['--no-input', '--non-interactive', '--assume-yes', '--force', '--confirm'], to('--yes')),
  ...each(['--cluster', '--instance', '--profile', '--namespace'], to('--name')),
  ...each(['--provider', '--env', '--environment'], to('--target')),
  '--kube-context': to('--context'),
  ...each(['--config-file', '-c'], to('--config')),
  ...each(['-s', '--silent'], to('--quiet')),
  '-p': to('--platform'),
  ...each(['--network', '--social'], to('--platform')),
  ...each(['--dryrun', '--check', '--diff', '--plan'], to('--dry-run')),
  ...each(['--no-color', '--no-colour'], drop('to turn colour off, set the variable NO_COLOR=1')),
  ...each(
    ['--color', '--colour'],
    drop('terminals show colour; to force it elsewhere, set the variable FORCE_COLOR=1'),
  ),
  '--kubeconfig': dropValue('set the variable KUBECONFIG to the path'),
  '--watch': { text: 'show each change of the status', command: ['status', '--watch'] },
};

const SEARCH: Table = {
  ...each(['--min-followers', '--followers-min', '--min-subscribers'], to('--followers', least)),
  ...each(['--max-followers', '--followers-max', '--max-subscribers'], to('--followers', most)),
  ...each(['--min-engagement', '--engagement-min', '--min-er'], to('--engagement', least)),
  ...each(['--max-engagement', '--engagement-max', '--max-er'], to('--engagement', most)),
  '--min-growth': to('--growth', least),
  '--max-growth': to('--growth', most),
  '--min-posts': to('--posts-per-week', least),
  ...each(['--er', '--engagement-rate'], to('--engagement')),
  ...each(['--subscribers', '--fans', '--audience'], to('--followers')),
  ...each(['--lang', '--languages'], to('--language')),
  ...each(['--location', '--geo', '--city', '--countries'], to('--country')),
  ...each(['--niche', '--tag', '--tags', '--hashtag', '--interest', '--topics'], to('--topic')),
  '--categories': to('--category'),
  '--platforms': to('--platform'),
  '--is-verified': to('--verified'),
  ...each(['--active', '--since', '--last-post'], to('--active-since')),
  ...each(['--fields', '--select', '--cols'], to('--columns')),
  '--stats': to('--facets'),
  ...each(['-r', '--reverse', '--desc'], drop('results are already in descending order')),
  ...each(['--offset', '--skip', '--start'], dropValue('for more results, use --limit or --page')),
  ...each(['--query', '--keyword', '--keywords', '-k'], ARGUMENT),
  ...each(['-a', '--all'], { text: 'write all profiles that match', command: ['export'], keeps: true }),
};

const STARTS = 'up starts the instance in the background and returns when it is ready';

/** For one command. These entries take priority over `ANYWHERE`. */
const BY_COMMAND: Readonly<Record<string, Table>> = {
  // If no command is given.
  '': { '-v': { text: 'print the version', command: ['--version'] } },
  up: {
    ...each(['-d', '-D', '--detach', '--background', '--daemon'], drop(STARTS)),
    '--wait': drop(STARTS),
    ...each(['--foreground', '--attach', '-a'], {
      text: `${STARTS}; to follow its logs`,
      command: ['logs', '--follow'],
    }),
    ...each(['-p', '--publish', '--listen', '--http-port'], to('--port')),
    ...each(['-f', '--file'], to('--config')),
    ...each(['--build', '--pull', '--force-recreate', '--restart'], {
      text: 'restart with the installed version and the current settings',
      command: ['deploy'],
    }),
    ...each(
      ['--scale', '--replicas'],
      dropValue('up does not scale services; on a cluster, manifests/production scales them with the load'),
    ),
    ...each(['--sample', '--example', '--seed'], to('--demo')),
  },
  down: {
    ...each(['--volumes', '--purge', '--delete', '--remove-data'], to('--delete-data')),
    ...each(['-f', '--force'], to('--yes')),
    '-t': to('--timeout'),
    ...each(['--remove-orphans', '--wait'], drop('down stops all processes of the instance and waits')),
    ...each(['-a', '--all'], { text: 'down stops one instance; list all instances', command: ['ls'] }),
  },
  status: {
    ...each(['-a', '--all'], { text: 'list all instances', command: ['ls'] }),
    ...each(['-f', '--follow'], to('--watch')),
    ...each(['-l', '--long', '--wide', '--details', '-v', '--verbose'], drop('status shows all details')),
  },
  ls: {
    ...each(
      ['-a', '--all', '-A', '--all-namespaces'],
      drop('ls lists all instances, including stopped ones'),
    ),
    ...each(['-l', '--long', '-la', '-al', '--wide'], drop('ls shows all columns')),
  },
  doctor: { '--fix': drop('doctor prints a command for each problem') },
  deploy: {
    ...each(['-d', '--detach', '--wait'], drop('deploy returns when the new version is ready')),
    '-n': to('--dry-run'),
    ...each(['-i', '--image', '--tag'], {
      text: 'the setting images replaces images; show it',
      command: ['config', 'get', 'images'],
    }),
  },
  logs: {
    ...each(['-l', '--number', '--limit', '-t'], to('--tail')),
    ...each(['--service', '-s', '-c', '--container'], ARGUMENT),
    '-F': to('--follow'),
    '--no-follow': drop('without --follow, logs prints the existing lines and exits'),
  },
  search: SEARCH,
  export: {
    ...SEARCH,
    ...each(['-f', '--file', '--out'], to('--output')),
    ...each(['-a', '--all'], drop('export writes all profiles that match')),
    ...each(['--force', '--overwrite', '--clobber', '-y', '--yes'], drop('export replaces an existing file')),
    ...each(
      ['-n', '-l', '--limit'],
      dropValue('export writes all profiles that match; search takes --limit'),
    ),
    '--csv': to('--format', 'csv'),
    '--jsonl': to('--format', 'jsonl'),
    '--ndjson': to('--format', 'jsonl'),
  },
  import: {
    ...each(['-f', '--file', '--input', '-i'], ARGUMENT),
    ...each(['-n', '--check', '--validate', '--preview'], to('--dry-run')),
    ...each(['--delimiter', '--separator', '--sep'], dropValue('the separator is detected')),
    ...each(['--encoding', '--charset'], dropValue('the encoding is detected')),
    ...each(['--header', '--has-header', '--skip-header'], drop('the header is detected')),
    ...each(['--worksheet', '--tab'], to('--sheet')),
    '--type': to('--format'),
    ...each(['--date', '--at'], to('--as-of')),
    '-v': to('--verbose'),
  },
  discover: {
    ...each(['--topic', '--topics', '--query', '-t'], ARGUMENT),
    ...each(['-n', '--budget'], to('--limit')),
    ...each(['--platform', '-p', '--network'], to('--source')),
    ...each(['--followers', '--min'], to('--min-followers')),
    ...each(['--seeds', '--from', '--start'], to('--seed')),
  },
  refresh: { '-a': to('--all'), ...each(['--outdated', '--old'], to('--stale')) },
  list: {
    ...each(['-m', '--message', '--notes', '--comment', '-n'], to('--note')),
    ...each(['-a', '--all'], drop('list shows all lists')),
    '--tag': to('--note'),
  },
  queues: {
    ...each(['--dead', '--failed'], word('dead')),
    ...each(['-a', '--all'], drop('queues shows all queues')),
  },
  keys: {
    ...each(['--scope', '--scopes', '--role', '--permissions'], to('--rights')),
    ...each(['--limit', '--rate-limit'], to('--rate')),
  },
  config: {
    ...each(['-l', '--list'], word('list')),
    '--get': word('get'),
    '--set': word('set'),
    '--unset': word('unset'),
    ...each(['-g', '--global'], drop('settings are in the nearest influscope.yaml')),
  },
  completion: { ...each(['--shell', '-s'], ARGUMENT) },
  alerts: { '-F': to('--follow') },
};

/** What `flag` becomes in the command `name`, even if the command does not have that option. */
export function findForeign(name: string, flag: string): ForeignOption | undefined {
  for (const table of [BY_COMMAND[name], ANYWHERE])
    if (table !== undefined && Object.hasOwn(table, flag)) return table[flag];
  return undefined;
}

/** All options of other tools that the command `name` corrects. */
export function foreignFlags(name: string): string[] {
  return [...new Set([...Object.keys(BY_COMMAND[name] ?? {}), ...Object.keys(ANYWHERE)])];
}
