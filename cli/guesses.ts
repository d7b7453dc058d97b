// Long: one table of the words of other tools, and how it is read.
import { closest } from '#lib/text/closest.ts';
import type { Hint } from './hint.ts';

/** Commands that delete something. They are suggested only for words that ask for a deletion. */
const DESTRUCTIVE = new Set(['down', 'forget']);

const START: Hint = { text: 'start an instance', command: ['up'] };
const DEPLOY: Hint = { text: 'deploy the current code and settings', command: ['deploy'] };
const UPGRADE: Hint = { text: 'update the instance to the installed version', command: ['deploy'] };
const DISCOVER: Hint = { text: 'find creators on a live source', command: ['discover', 'vegan food'] };
const REFRESH: Hint = { text: 'read profiles from live sources again', command: ['refresh', '--stale'] };
const ADDRESS: Hint = { text: 'show the address to open', command: ['status'] };
const FORGET: Hint = {
  text: 'delete all data about a person and refuse new data',
  command: ['forget', '--help'],
};
const PERSON: Hint = { text: 'show what is stored about a person', command: ['export-person', '--help'] };
const STOP: Hint = {
  text: 'stop the instance; its data stays unless you choose to delete it',
  command: ['down'],
};
const STATE: Hint = { text: 'show whether the instance is running and healthy', command: ['status'] };
const CHECK: Hint = { text: 'check the requirements', command: ['doctor'] };
const FIND: Hint = { text: 'find profiles', command: ['search', 'tech'] };
const SHOW: Hint = { text: 'show one profile', command: ['show', '--help'] };
const IMPORT: Hint = { text: 'import profiles from files', command: ['import', '--help'] };
const LOGS: Hint = { text: 'show the logs of the services', command: ['logs'] };
const CSV: Hint = { text: 'write all profiles as CSV', command: ['export', '--output', 'creators.csv'] };
const QUEUES: Hint = { text: 'show the queues', command: ['queues'] };
const SETTINGS: Hint = { text: 'show the settings in use', command: ['config', 'show'] };
const LIST: Hint = { text: 'show lists of creators', command: ['list'] };
const SIMILAR: Hint = { text: 'find creators similar to one that you name', command: ['similar', '--help'] };
const COUNT: Hint = {
  text: 'count the profiles by platform, category and tier',
  command: ['search', '--facets'],
};
const SAVE: Hint = { text: 'save a search, and get alerts', command: ['saved', '--help'] };
const SHELL: Hint = {
  text: 'on a cluster, services run in pods; print a kubeconfig for kubectl exec',
  command: ['kubeconfig', '--help'],
};
const SCALE: Hint = {
  text: 'no command scales services; on a cluster, manifests/production scales them with the load',
  command: ['up', '--help'],
};
const RESTORE: Hint = {
  text: 'a stopped instance keeps its data; start it again',
  command: ['up'],
};
const KEYS: Hint = { text: 'manage API keys', command: ['keys'] };
const SETTING: Hint = { text: 'change a setting', command: ['config', '--help'] };
const REBUILD: Hint = { text: 'rebuild the search index', command: ['reindex'] };
const NO_ACCOUNT: Hint = { text: 'InfluScope needs no account; start an instance', command: ['up'] };

/** Words of other tools, and the command that does the same here. Aliases of commands are not listed. */
const MEANT: Readonly<Record<string, Hint>> = {
  create: START,
  init: START,
  install: START,
  launch: START,
  new: START,
  run: START,
  serve: START,
  setup: START,
  dev: START,
  boot: START,
  bootstrap: START,
  provision: START,
  resume: START,
  apply: DEPLOY,
  redeploy: DEPLOY,
  release: DEPLOY,
  restart: DEPLOY,
  reboot: DEPLOY,
  reload: DEPLOY,
  diff: { text: 'show what a deploy would change', command: ['deploy', '--dry-run'] },
  plan: { text: 'show what a deploy would change', command: ['deploy', '--dry-run'] },
  rollout: DEPLOY,
  clean: STOP,
  delete: STOP,
  destroy: STOP,
  halt: STOP,
  kill: STOP,
  pause: STOP,
  purge: STOP,
  quit: STOP,
  remove: STOP,
  rm: STOP,
  shutdown: STOP,
  stop: STOP,
  teardown: STOP,
  terminate: STOP,
  uninstall: STOP,
  health: STATE,
  state: STATE,
  top: STATE,
  watch: { text: 'show each change of the status', command: ['status', '--watch'] },
  check: CHECK,
  diagnose: CHECK,
  env: CHECK,
  lint: CHECK,
  preflight: CHECK,
  test: CHECK,
  validate: CHECK,
  verify: CHECK,
  browse: FIND,
  filter: FIND,
  grep: FIND,
  query: FIND,
  select: FIND,
  creators: FIND,
  profiles: FIND,
  influencers: FIND,
  cat: SHOW,
  describe: SHOW,
  info: SHOW,
  inspect: SHOW,
  profile: SHOW,
  whois: SHOW,
  add: IMPORT,
  ingest: IMPORT,
  load: IMPORT,
  put: IMPORT,
  push: IMPORT,
  seed: { text: 'import demo profiles', command: ['import', 'demo:1000'] },
  demo: { text: 'start with demo profiles', command: ['up', '--demo'] },
  upload: IMPORT,
  log: LOGS,
  tail: { text: 'follow the logs', command: ['logs', '-f'] },
  journal: LOGS,
  events: LOGS,
  backup: CSV,
  csv: CSV,
  dlq: { text: 'list dead letters', command: ['queues', 'dead'] },
  dead: { text: 'list dead letters', command: ['queues', 'dead'] },
  jobs: QUEUES,
  messages: QUEUES,
  queue: QUEUES,
  tasks: QUEUES,
  configure: SETTINGS,
  options: SETTINGS,
  set: SETTING,
  unset: SETTING,
  settings: SETTINGS,
  index: REBUILD,
  migrate: REBUILD,
  rebuild: REBUILD,
  billing: { text: 'show what the instance costs', command: ['cost'] },
  price: { text: 'show what the instance costs', command: ['cost'] },
  usage: { text: 'show what the instance costs', command: ['cost'] },
  password: { text: 'manage the credentials of a cluster', command: ['secrets', '--help'] },
  rotate: { text: 'replace the credentials', command: ['secrets', 'rotate'] },
  auth: NO_ACCOUNT,
  login: NO_ACCOUNT,
  signup: NO_ACCOUNT,
  whoami: NO_ACCOUNT,
  register: NO_ACCOUNT,
  kubectl: { text: 'print a kubeconfig for the instance', command: ['kubeconfig'] },
  autocomplete: { text: 'set up completion in your shell', command: ['completion', '--help'] },
  shell: { text: 'set up completion in your shell', command: ['completion', '--help'] },
  update: UPGRADE,
  upgrade: UPGRADE,
  scrape: DISCOVER,
  crawl: DISCOVER,
  fetch: DISCOVER,
  collect: DISCOVER,
  harvest: DISCOVER,
  spider: DISCOVER,
  gather: DISCOVER,
  pull: REFRESH,
  sync: REFRESH,
  poll: REFRESH,
  dashboard: ADDRESS,
  ui: ADDRESS,
  web: ADDRESS,
  website: ADDRESS,
  gui: ADDRESS,
  console: ADDRESS,
  browser: ADDRESS,
  url: ADDRESS,
  open: ADDRESS,
  erase: FORGET,
  'delete-person': FORGET,
  'remove-person': FORGET,
  'forget-person': FORGET,
  optout: FORGET,
  'opt-out': FORGET,
  gdpr: PERSON,
  privacy: PERSON,
  dsar: PERSON,
  takeout: PERSON,
  'subject-access': PERSON,
  person: PERSON,
  'export-profile': PERSON,
  wipe: STOP,
  reset: STOP,
  prune: STOP,
  drop: STOP,
  nuke: STOP,
  logout: NO_ACCOUNT,
  man: { command: ['--help'] },
  docs: { command: ['--help'] },
  manual: { command: ['--help'] },
  scale: SCALE,
  autoscale: SCALE,
  resize: SCALE,
  exec: SHELL,
  attach: SHELL,
  ssh: SHELL,
  'port-forward': SHELL,
  restore: RESTORE,
  recover: RESTORE,
  undelete: RESTORE,
  snapshot: CSV,
  compare: SIMILAR,
  recommend: SIMILAR,
  lookalike: SIMILAR,
  rename: LIST,
  tag: LIST,
  label: LIST,
  note: LIST,
  annotate: LIST,
  bookmark: LIST,
  favorite: LIST,
  save: SAVE,
  monitor: SAVE,
  notify: SAVE,
  subscribe: SAVE,
  follow: { text: 'follow the logs', command: ['logs', '--follow'] },
  count: COUNT,
  facets: COUNT,
  categories: COUNT,
  platforms: COUNT,
  metrics: STATE,
  stats: STATE,
  ping: STATE,
  key: KEYS,
  token: KEYS,
  apikey: KEYS,
};

/** Words that ask for a deletion. With a handle after them, they mean `forget`. */
const DELETING = new Set(['delete', 'destroy', 'drop', 'purge', 'remove', 'rm', 'wipe']);

/** Words that mean `list add` if a handle comes after them. */
const LISTING = new Set(['annotate', 'bookmark', 'favorite', 'follow', 'label', 'note', 'save', 'tag']);

/** Words that are not typos, although they differ in one letter from a command that deletes. */
const OTHER_WORDS = new Set(['forge']);

/** A suggestion for `word`, which is not a command; `rest` are the words after it. */
export function guessCommand(word: string, commands: readonly string[], rest: readonly string[] = []): Hint {
  const lower = word.toLowerCase();
  if (lower === 'help') return { command: ['--help'] };
  const person = rest.find((one) => /^@./.test(one));
  if (person !== undefined && DELETING.has(lower)) return { ...FORGET, command: ['forget', person] };
  if (person !== undefined && LISTING.has(lower))
    return { text: 'add a person to a list', command: ['list', 'add', 'favorites', person] };
  if (/^(?:un)?set$/.test(lower) && rest.length > 0)
    return {
      ...SETTING,
      command: lower === 'set' ? ['config', 'set', ...rest] : ['config', 'unset', ...rest.slice(0, 1)],
    };
  if (commands.includes(lower)) return { command: [lower] };
  const meant = Object.hasOwn(MEANT, lower) ? MEANT[lower] : undefined;
  if (meant) return meant;
  const near = closest(lower, commands);
  // One letter of two is no likeness: "cp" is not "up".
  const isShort = lower.length < 3 && near !== undefined && !hasLettersOf(lower, near);
  if (
    near === undefined ||
    isShort ||
    (DESTRUCTIVE.has(near) && (OTHER_WORDS.has(lower) || !isTypo(lower, near)))
  )
    return { command: ['--help'] };
  return { command: [near] };
}

/** All words that have an answer here. */
export function guessedWords(): string[] {
  return Object.keys(MEANT);
}

/** The same letters, or one missing or one too many: a slip of the fingers, not another word. */
function isTypo(word: string, meant: string): boolean {
  if (word[0] !== meant[0]) return false;
  if (hasLettersOf(word, meant)) return true;
  return Math.abs(word.length - meant.length) === 1 && (isPart(word, meant) || isPart(meant, word));
}

function hasLettersOf(word: string, other: string): boolean {
  const sorted = (text: string) => [...text].sort().join('');
  return sorted(word) === sorted(other);
}

/** Whether `part` is `whole` without some of its letters. */
function isPart(part: string, whole: string): boolean {
  let at = 0;
  for (const letter of whole) if (letter === part[at]) at++;
  return at === part.length;
}
