// Long: one table of sample values for the expressions in hints.
import { removalCommand } from '#cli/aws/sweep/removal-command.ts';
import { newResource, RESOURCE_KINDS } from '#cli/aws/sweep/resource.ts';
import { COMMANDS } from '#cli/commands/index.ts';
import { removeFinalizers } from '#cli/kubernetes/held-deletion.ts';
import { ROTATED_PARTS } from '#cli/targets/target.ts';
import type { EmbeddedStore } from '#contract/embedded-stores.ts';
import { adviseDamagedStore, adviseMissingStore } from '#contract/embedded-stores.ts';
import { importArguments } from '#contract/import/import-arguments.ts';
import { saveArguments } from '#contract/saved/save-arguments.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';
import type { Worth } from './expand-words.ts';

const PATH = ["/home/a person/.influscope/it's/file.json"];
const CLUSTER = { name: 'influscope', region: 'eu-west-1' };
const STORES: readonly EmbeddedStore[] = ['queue', 'records', 'search', 'objects'];
const RUN_ID = ['5f3a9c01-be22-4e1c-9a57-0d6f1c8b7e42'];
/** A command that needs an argument gets one, or its help. */
const COMPLETE = COMMANDS.filter((one) => !one.arguments?.some(({ flags }) => flags.startsWith('<'))).map(
  ({ name }) => name,
);
const FREED = removeFinalizers({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data-0', namespace: 'influscope' },
});
const RUNS = ['discover', 'refresh'];
const PERSON = ['@ada', 'instagram:17', 'a name'];

/** Values for an expression of one file, by its source. */
const IN_FILE: Readonly<Record<string, Readonly<Record<string, Worth>>>> = {
  'services/contract/embedded-stores.ts': {
    shell: STORES.flatMap((store) => [
      adviseDamagedStore(store, '/d/s'),
      adviseMissingStore(store, '/d/s'),
    ]).flatMap(({ shell = [] }) => shell),
  },
  'services/runtime/saved/saved-store.ts': {
    name: ['summer team'],
    query: ['vegan lang:de', '-crypto tech'],
  },
  'services/api/page/view/save-search.ts': {
    'printReading({ tree, sort: sort === usual ? null : sort })': ['vegan lang:de'],
  },
  'cli/commands/choose-person.ts': {
    '[command].flat()': [['forget'], ['export-person'], ['list', 'add', 'team']],
  },
  'cli/commands/keys/run.ts': { action: ['add', 'revoke'] },
  'cli/commands/list/run.ts': {
    action: ['add', 'import', 'remove', 'rename', 'show'],
    "names.join(' ').trim()": ['spring 2026'],
    "[name, ...people].join(' ')": ['summer team'],
  },
  'cli/commands/saved/run.ts': {
    action: ['run', 'remove'],
    "[name, ...query].join(' ')": ['summer team'],
    name: ['german-vegan', 'summer team'],
  },
  'cli/instance/resolve-instance.ts': {
    target: ['kubernetes', 'eks'],
    '`${name.slice(0, MAX_STEM)}-${target}`': ['influscope-kubernetes'],
  },
  'cli/commands/follow-run.ts': { command: RUNS },
  'cli/commands/pause-note.ts': { command: RUNS },
  'cli/commands/live-source.ts': { command: [['discover', 'vegan food'], ['refresh'], ['recompute']] },
  'cli/commands/target-options.ts': {
    command: [['rollback'], ['history'], ['kubeconfig'], ['cost'], ['secrets', 'rotate']],
    'firstWith(ability)': ['kubernetes', 'eks'],
  },
  'cli/usage-errors.ts': {
    named: [[], ...COMMANDS.map(({ name }) => [name])],
    name: COMMANDS.map(({ name }) => name),
    suggestion: COMPLETE,
    given: [['--help']],
    'replaceValue(argv, wrong, near)': [['search', 'tech', '--sort', 'followers']],
    'moveFirst(given, late)': [['search', '--wide', 'tech']],
    'meant.name': ['search', 'export'],
    'argv.toSpliced(at, 0, action)': [['list', 'show', 'spring']],
    "argv.slice(argv.indexOf(word ?? '') + 1)": [['tech'], []],
  },
  'cli/guesses.ts': {
    rest: [['port', '9000']],
    'rest.slice(0, 1)': [['port']],
    lower: COMPLETE,
    near: COMPLETE,
  },
  'cli/correct-option.ts': {
    before: [['search'], ['search', 'tech']],
    'before.slice(0, at)': [[]],
    'before.slice(at + 1)': [['tech']],
    after: [[], ['--wide']],
    afterValue: [[], ['--wide']],
    rest: [[], ['--wide']],
    others: [[]],
    'foreign.command': [['status', '--watch'], ['ls']],
    'foreign.word': ['dead'],
    value: ['tech'],
    to: ['--wide'],
    change: ['csv'],
    'change?.(value) ?? value': ['5'],
    'definition?.name': COMPLETE,
  },
  'services/scraper/alerts/saved-routes.ts': {
    'command(near)': [
      saveArguments('summer team', {
        query: 'vegan sort:growth',
        plain: true,
        replace: true,
        to: ['file:a.ndjson'],
      }),
      saveArguments('-a', {
        query: '-crypto',
        alerts: { new_matches: true, growth_over: 5, engagement_falls_over: 2 },
      }),
    ],
  },
  'services/scraper/reading/bytes/container.ts': {
    "quoteShell([fileOf(name) ?? 'profiles.db'])": ['profiles.db', quoteShell(PATH)],
  },
  'services/scraper/reading/unpack-hint.ts': {
    'quoteShell(unpack(file))': ['bunzip2 -c creators.csv.bz2', "tar -xOf 'my creators.tar'"],
  },
  'cli/commands/explain/write-bundle.ts': { "join(tmpdir(), 'report.tar.gz')": ['/tmp/report.tar.gz'] },
  'cli/commands/config/run.ts': {
    'usualSetting(key)': [
      ['config', 'set', 'port', '8080'],
      ['config', 'get', 'sources'],
    ],
    'usualSetting(near)': [['config', 'set', 'port', '8080']],
    'text === undefined ? [] : [text]': [[]],
    action: ['get', 'unset'],
    key: ['port', 'sources'],
    near: ['port'],
  },
  'cli/commands/secrets/run.ts': {
    action: ['rotate', 'reset', 'restore'],
    ROTATED_PARTS: [[...ROTATED_PARTS]],
  },
  'cli/commands/queues/run.ts': { given: ['show', 'retry', 'discard', 'yes'], values: [[]] },
  'cli/commands/search/run.ts': {
    'selectionArguments(options)': [[], ['--followers', '10k..100k', '--verified', '--topic', 'vegan food']],
    'queryArguments(args)': [[], ['vegan', 'OR', 'vegetarian'], ['--', '-crypto', 'tech']],
    'limit === undefined ? [] : ["--limit", String(limit)]': [[]],
    "queryArguments(whole === '' ? [] : [whole])": [[], ['followers:>10k vegan']],
    'queryArguments([query])': [['vegan lang:de'], ['--', '-crypto tech']],
    sort: ['engagement'],
    "columns.join(',')": ['name,followers'],
    cursor: ['WzEs.KvWF'],
  },
  'cli/commands/discover/discovery-run.ts': {
    'topic === null ? [] : [topic]': [[], ['vegan food']],
    "seeds.flatMap((seed) => ['--seed', seed])": [[], ['--seed', '@ada', '--seed', '@other']],
    source: ['bluesky', 'mastodon'],
  },
  'cli/commands/import/run.ts': {
    'importArguments(files.length > 0 ? files : args, { map: options.map, platform: options.platform, dry_run: true, })':
      [importArguments(['creators.csv'], { map: ['username=handle'], platform: 'tiktok', dry_run: true })],
  },
  'cli/commands/import/send-input.ts': {
    'importArguments(args, { ...words, ...error.suggestion })': [
      importArguments(['creators.csv'], { platform: 'instagram' }),
      importArguments(['-'], {
        map: ['username=2', 'followers=Follower count'],
        no_header: true,
        format: 'csv',
      }),
      importArguments(['a.xlsx'], { sheet: 'July list', as_of: 0, mapping: 'team', save_mapping: 'team' }),
    ],
  },
  'cli/commands/export/run.ts': { meant: ['csv', 'jsonl', 'json'] },
  'cli/output/render/render-queues.ts': { name: ['scrape-jobs', 'profile-events'] },
  'cli/commands/schema/run.ts': {
    near: COMMANDS.filter(({ outputs }) => outputs.includes('json')).map(({ name }) => name),
  },
  'cli/kubernetes/diagnosis/rules/scheduling.ts': {
    'closed.map(({ metadata }) => metadata.name)': [['node-1'], ['node-1', 'node-2']],
    'taints.get(taint)': [['node-1'], ['node-1', 'node-2']],
  },
  'cli/kubernetes/readiness/claim.ts': { '[claim.spec?.storageClassName ?? []].flat()': [[], ['gp3']] },
};

/** Values for an expression in any file, by its source. */
const ANYWHERE: Readonly<Record<string, Worth>> = {
  'options.command(suggestion)': [
    importArguments(['creators.csv'], { map: ['username=handle'], platform: 'youtube', sheet: 'July list' }),
  ],
  'sameUp(eks)': [
    ['up', '--target', 'eks'],
    ['up', '--target', 'eks', '--region', 'eu-west-1'],
  ],
  'installNode(root)': [['npm', 'rebuild', '--ignore-scripts=false', '--global', '--prefix', '/usr', 'node']],
  'commandFor(name, aws.region)': [
    'aws iam create-policy --policy-name a-boundary --policy-document file://docs/eks-boundary.json',
    "sed 's/influscope/b/g; s/us-east-1/eu-west-1/g' docs/eks-boundary.json > boundary.json && aws iam create-policy --policy-name b --policy-document file://boundary.json",
  ],
  'removalCommand(resource, cluster)': RESOURCE_KINDS.flatMap(
    (kind) => removalCommand(newResource({ kind, id: 'eipalloc-1', region: 'eu-west-1' }), CLUSTER) ?? [],
  ),
  'removeFinalizers(object)': [FREED],
  'removeFinalizers(first)': [FREED],
  raise: ['aws service-quotas request-service-quota-increase --region us-east-1 --service-code ec2'],
  'first.raise': ['aws service-quotas request-service-quota-increase --region us-east-1 --service-code ec2'],
  'kind.toLowerCase()': ['persistentvolume'],
  "name.replace(/^http:/, 'https:')": ['https://example.com/creators.csv'],
  'String(other)': ['8081'],
  'String(request.port)': ['8081'],
  'String(known.pid)': ['4711'],
  'String(good.number)': ['3'],
  'String(page + 1)': ['2'],
  'String(limit)': ['50'],
  'first.region': ['eu-west-1'],
  "queues[0]?.queue ?? ''": ['scrape-jobs', 'profile-events'],
  '...place': [[]],
  place: [[], ['-n', 'influscope']],
  only: [[], ['scrape-jobs'], ['profile-events']],
  'queue.name': ['scrape-jobs', 'profile-events'],
  person: ['@ada'],
  who: PERSON,
  id: RUN_ID,
  term: PERSON,
  meant: ['bluesky'],
  OFFERED: [],
  'OFFERED[0] as string': ['vegan food'],
  'facts.snapshot.namespace': ['influscope'],
  namespace: ['influscope'],
  taint: ['dedicated'],
  context: ['prod'],
  parent: PATH,
  path: PATH,
  folder: PATH,
  file: PATH,
  elsewhere: PATH,
};

/** Values by the last name of an expression: `pod.metadata.name`. */
const BY_NAME: Readonly<Record<string, Worth>> = {
  name: ['thing-0'],
  id: ['instagram:17'],
  namespace: ['influscope'],
  handle: ['@ada'],
  command: ['show', 'similar'],
};

export function sampleFor(path: string, source: string): Worth | undefined {
  const own = IN_FILE[path];
  if (own !== undefined && Object.hasOwn(own, source)) return own[source];
  if (Object.hasOwn(ANYWHERE, source)) return ANYWHERE[source];
  const last =
    /^\w+(?:(?:\??\.\w+)|(?:\[0\]\??))*(?:\.|^)(\w+)$/.exec(source)?.[1] ??
    (/^\w+$/.test(source) ? source : '');
  return Object.hasOwn(BY_NAME, last) ? BY_NAME[last] : undefined;
}
