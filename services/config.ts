import { urlVariable } from '#adapters/open-parts.ts';
import { ANALYTICS_NEEDS, ANALYTICS_VARIABLES } from '#analytics/config.ts';
import { API_NEEDS, API_VARIABLES, API_WANTS } from '#api/config.ts';
import { STORE_FILES } from '#contract/embedded-stores.ts';
import { INDEXER_NEEDS, INDEXER_VARIABLES } from '#indexer/config.ts';
import type { PortName } from '#ports/parts.ts';
import type { Environment } from '#runtime/config/environment.ts';
import type { ConfigOf, Variables } from '#runtime/config/variable.ts';
import { readVariables } from '#runtime/config/variable.ts';
import type { ServiceName } from '#runtime/process/service.ts';
import { SERVICE_NAMES } from '#runtime/process/service.ts';
import { SCRAPER_NEEDS, SCRAPER_VARIABLES } from '#scraper/config.ts';

/** What each service cannot run without, what it uses where there is one, and its own variables. */
export const SERVICE_CONFIGS = {
  analytics: { needs: ANALYTICS_NEEDS, variables: ANALYTICS_VARIABLES },
  indexer: { needs: INDEXER_NEEDS, variables: INDEXER_VARIABLES },
  scraper: { needs: SCRAPER_NEEDS, variables: SCRAPER_VARIABLES },
  api: { needs: API_NEEDS, wants: API_WANTS, variables: API_VARIABLES },
} as const satisfies Record<
  ServiceName,
  { needs: readonly PortName[]; wants?: readonly PortName[]; variables: Variables }
>;

/** The values of each service that runs in the process; `null` for the others. */
export type ServiceConfigs = {
  [S in ServiceName]: ConfigOf<(typeof SERVICE_CONFIGS)[S]['variables']> | null;
};

const EXAMPLES: Record<PortName, string> = {
  queue: `embedded:./data/${STORE_FILES.queue}`,
  records: `embedded:./data/${STORE_FILES.records}`,
  search: `embedded:./data/${STORE_FILES.search}`,
  objects: `file:./data/${STORE_FILES.objects}`,
  suppressions: 'file:./suppressed',
};

/** Ports that a service can do without. */
const OPTIONAL: ReadonlySet<PortName> = new Set(['suppressions']);

/** Reads the variables of the services, and notes the URLs that they miss. */
export function readServiceConfigs(
  services: readonly ServiceName[],
  environment: Environment,
): ServiceConfigs {
  for (const port of new Set(services.flatMap(needsOf))) {
    if (OPTIONAL.has(port)) continue;
    const name = urlVariable(port);
    if (environment.get(name) !== undefined) continue;
    const users = services.filter((service) => needsOf(service).includes(port));
    environment.fault(name, `required by ${users.join(', ')}, e.g. ${name}=${EXAMPLES[port]}`);
  }
  if (services.includes('indexer') && !services.includes('analytics') && !environment.get('ANALYTICS_ADDR')) {
    environment.fault('ANALYTICS_ADDR', 'required by indexer, e.g. ANALYTICS_ADDR=127.0.0.1:50051');
  }
  if (
    services.includes('api') &&
    environment.get('REQUIRE_KEYS') === 'on' &&
    !environment.get('RECORDS_URL')
  ) {
    environment.fault('RECORDS_URL', `required by REQUIRE_KEYS=on, e.g. RECORDS_URL=${EXAMPLES.records}`);
  }
  const read = <S extends ServiceName>(service: S): ServiceConfigs[S] =>
    services.includes(service)
      ? (readVariables(SERVICE_CONFIGS[service].variables as Variables, environment) as ServiceConfigs[S])
      : null;
  return {
    analytics: read('analytics'),
    indexer: read('indexer'),
    scraper: read('scraper'),
    api: read('api'),
  };
}

/** The ports that the services use: four processes may share one environment. */
export function usedPorts(services: readonly ServiceName[]): ReadonlySet<PortName> {
  return new Set(services.flatMap(portsOf));
}

/** The ports that a service needs or wants. */
export function portsOf(service: ServiceName): readonly PortName[] {
  const config: { needs: readonly PortName[]; wants?: readonly PortName[] } = SERVICE_CONFIGS[service];
  return [...config.needs, ...(config.wants ?? [])];
}

const needsOf = (service: ServiceName): readonly PortName[] => SERVICE_CONFIGS[service].needs;

/** `all` or one name; `null` for anything else. */
export function parseServiceNames(argument: string | undefined): ServiceName[] | null {
  if (argument === 'all') return [...SERVICE_NAMES];
  const name = SERVICE_NAMES.find((one) => one === argument);
  return name === undefined ? null : [name];
}
