/** Areas of the services that know nothing of one service. */
const SHARED = ['lib', 'services/domain', 'services/contract', 'services/ports', 'services/runtime'];

/** What all areas of the command line may use. */
const CLI_BASE = [
  'lib',
  'cli/errors.ts',
  'cli/hint.ts',
  'cli/option.ts',
  'cli/parsers.ts',
  'cli/settings',
  'cli/output',
  'cli/output/events',
  'cli/output/text',
  'services/domain',
  'services/contract',
];

/** What the targets share: their port, the instance's folder, and the way to its services. */
const TARGET_BASE = [...CLI_BASE, 'cli/targets', 'cli/instance', 'cli/http'];

/** What the adapters share. They do not import each other. */
const ADAPTER_BASE = [
  ...SHARED,
  'services/adapters',
  'services/adapters/embedded-storage',
  'services/adapters/elasticsearch-client',
];

const ADAPTERS = [
  'services/adapters/queue',
  'services/adapters/search',
  'services/adapters/records',
  'services/adapters/objects',
];

/**
 * What each area may import, besides itself. An area is a folder with everything below it, or one file. A path belongs to the
 * longest area that it begins with, so an area does not speak for the areas inside it. Type-only imports count.
 */
export const AREAS: Record<string, readonly string[]> = {
  lib: [],

  'services/domain': [],
  'services/contract': ['lib', 'services/domain'],
  'services/ports': ['services/domain', 'services/contract'],
  'services/runtime': ['lib', 'services/domain', 'services/contract', 'services/ports'],
  'services/rpc': SHARED,
  'services/adapters': ADAPTER_BASE,
  'services/adapters/embedded-storage': ADAPTER_BASE,
  'services/adapters/elasticsearch-client': ADAPTER_BASE,
  'services/adapters/queue': ADAPTER_BASE,
  'services/adapters/search': ADAPTER_BASE,
  // Tests one profile against a query by the rules of the index, in any process.
  'services/adapters/search/matcher': [...ADAPTER_BASE, 'services/adapters/search'],
  'services/adapters/records': ADAPTER_BASE,
  'services/adapters/objects': ADAPTER_BASE,
  'services/adapters/meaning': ADAPTER_BASE,
  // These alone know all adapters: the list, what opens them, and the thread of the embedded queue and records.
  'services/adapters/registry.ts': [...ADAPTER_BASE, ...ADAPTERS],
  'services/adapters/open-parts.ts': [
    ...ADAPTER_BASE,
    ...ADAPTERS,
    'services/adapters/meaning',
    'services/adapters/registry.ts',
  ],
  'services/adapters/embedded-storage/storage-worker.ts': [...ADAPTER_BASE, ...ADAPTERS],
  // Tools for agents, which ask the public API. The command line serves them too.
  'services/mcp': ['services/domain', 'services/contract'],
  'services/api': [...SHARED, 'services/mcp'],
  'services/scraper': SHARED,
  'services/indexer': [...SHARED, 'services/rpc'],
  'services/analytics': [...SHARED, 'services/rpc'],
  // The composition root: it opens adapters, and knows each service by its entry and its settings alone.
  services: [
    ...SHARED,
    'services/rpc',
    'services/adapters',
    'services/adapters/registry.ts',
    'services/adapters/open-parts.ts',
    'services/adapters/search/matcher',
    ...['api', 'scraper', 'indexer', 'analytics'].flatMap((name) => [
      `services/${name}/server.ts`,
      `services/${name}/config.ts`,
    ]),
  ],

  'cli/errors.ts': ['lib', 'cli/hint.ts'],
  'cli/hint.ts': ['lib', 'services/contract'],
  'cli/option.ts': [],
  'cli/parsers.ts': ['lib'],
  'cli/output': [
    'lib',
    'cli/errors.ts',
    'cli/hint.ts',
    'cli/output/events',
    'cli/output/text',
    'services/domain',
    'services/contract',
  ],
  'cli/output/events': ['lib', 'cli/hint.ts', 'cli/output/text', 'services/contract'],
  'cli/output/text': ['lib', 'cli/hint.ts', 'services/domain'],
  'cli/settings': ['lib', 'cli/errors.ts', 'cli/hint.ts', 'cli/option.ts', 'services/contract'],
  // Neither knows the product.
  'cli/kubernetes': ['lib', 'cli/errors.ts', 'cli/hint.ts', 'cli/output/text'],
  'cli/aws': ['lib', 'cli/errors.ts', 'cli/hint.ts', 'cli/output/text', 'cli/output/events'],
  'cli/instance': CLI_BASE,
  'cli/http': CLI_BASE,
  // The target's port and what all targets share.
  'cli/targets': [...CLI_BASE, 'cli/instance', 'cli/http'],
  'cli/targets/registry.ts': [
    ...TARGET_BASE,
    'cli/targets/local',
    'cli/targets/kubernetes',
    'cli/targets/eks',
  ],
  'cli/targets/local': TARGET_BASE,
  'cli/targets/kubernetes': [...TARGET_BASE, 'cli/kubernetes'],
  'cli/targets/eks': [...TARGET_BASE, 'cli/kubernetes', 'cli/aws', 'cli/targets/kubernetes'],
  'cli/commands': [...TARGET_BASE, 'cli', 'cli/targets/registry.ts', 'services/mcp'],
  cli: [...TARGET_BASE, 'cli/commands', 'cli/targets/registry.ts'],

  // Sources of the WebAssembly modules.
  wasm: [],

  tests: ['lib', 'services', 'cli', 'bench', 'scripts'],
  bench: ['lib', 'services', 'cli', 'tests'],
  scripts: ['lib', 'services', 'cli'],
};

/** Areas that may import everything below the areas they name: they try out or measure the product. */
export const OUTSIDE = ['tests', 'bench', 'scripts'];

/** The only areas, outside those above, that may import an npm package. `prefix/` names all packages of a scope. */
export const PACKAGE_OWNERS: Record<string, readonly string[]> = {
  '@aws-sdk/': ['cli/aws', 'cli/targets/eks', 'services/adapters/objects'],
  '@elastic/': ['services/adapters'],
  '@fastify/': ['services/api', 'services/runtime'],
  '@grpc/': ['services/rpc', 'services/analytics'],
  '@kubernetes/': ['cli/kubernetes'],
  '@modelcontextprotocol/': ['cli/commands', 'services/api', 'services/mcp'],
  '@opentelemetry/': ['services/runtime'],
  amqplib: ['services/adapters/queue'],
  chalk: ['cli/output'],
  commander: ['cli'],
  'csv-parse': ['services/scraper'],
  fastify: ['services/api', 'services/scraper', 'services/indexer', 'services/runtime'],
  'grpc-health-check': ['services/rpc', 'services/analytics'],
  nodemailer: ['services/scraper'],
  ora: ['cli/output'],
  pino: ['services/runtime'],
  preact: ['services/api'],
  'preact-render-to-string': ['services/api'],
  'prom-client': ['services'],
  sharp: ['services/scraper'],
  typebox: ['services', 'cli'],
};

/** Areas without any npm package. */
export const WITHOUT_PACKAGES = ['lib', 'services/domain', 'services/ports'];
