import { urlVariable } from '#adapters/open-parts.ts';
import type { AdapterEntry } from '#adapters/registry.ts';
import { ADAPTERS } from '#adapters/registry.ts';
import type { PortName } from '#ports/parts.ts';
import type { Variable } from '#runtime/config/variable.ts';
import { PROCESS_VARIABLES } from '#runtime/process/config.ts';
import { SERVICE_NAMES } from '#runtime/process/service.ts';
import { portsOf, SERVICE_CONFIGS } from '#services/config.ts';

interface Row {
  names: readonly string[];
  services: string;
  meaning: string;
}

const TRACING: Row = {
  names: ['OTEL_…'],
  services: 'all',
  meaning:
    'the standard variables of OpenTelemetry: `OTEL_EXPORTER_OTLP_ENDPOINT` enables traces; see [docs/observability.md](observability.md)',
};

const EXPLAINED: Partial<Record<PortName, string>> = {
  suppressions:
    ': a copy of the suppression list, stored apart from the data; default `OBJECTS_URL`; see [docs/privacy.md](privacy.md)',
};

/** Every environment variable of the services, from the definitions that read them, as a Markdown table. */
export async function renderVariables(): Promise<string> {
  const ports = Object.keys(ADAPTERS) as PortName[];
  const rows = [
    ...(await Promise.all(ports.map(rowsOfPort))).flat(),
    ...SERVICE_NAMES.flatMap((name) => rowsOf(SERVICE_CONFIGS[name].variables, name)),
    ...rowsOf(PROCESS_VARIABLES, 'all'),
    TRACING,
  ];
  // Two ports on the same kind of store share its variables.
  const isFirst = (row: Row, i: number) => rows.findIndex(({ names }) => names[0] === row.names[0]) === i;
  const lines = rows
    .filter(isFirst)
    .map(
      ({ names, services, meaning }) =>
        `| ${names.map((name) => `\`${name}\``).join(', ')} | ${services} | ${meaning} |`,
    );
  return ['| variable | service | meaning |', '| --- | --- | --- |', ...lines].join('\n');
}

async function rowsOfPort(port: PortName): Promise<Row[]> {
  const entries: readonly AdapterEntry<unknown>[] = ADAPTERS[port];
  const services = SERVICE_NAMES.filter((name) => portsOf(name).includes(port));
  const users = services.join(', ');
  const variables = new Map<string, Variable<unknown>>();
  for (const entry of entries) {
    const { adapter } = await entry.load();
    for (const variable of Object.values(adapter.variables)) variables.set(variable.name, variable);
  }
  const urls = entries.map(({ url, about }) => `\`${url}\` (${about})`);
  return [
    {
      names: [urlVariable(port)],
      services: users,
      meaning: `${urls.join(' or ')}${EXPLAINED[port] ?? ''}`,
    },
    ...rowsOf(Object.fromEntries(variables), users),
  ];
}

function rowsOf(variables: Readonly<Record<string, Variable<unknown>>>, services: string): Row[] {
  return Object.values(variables).map(({ name, alternatives, meaning }) => ({
    names: [name, ...alternatives],
    services,
    meaning,
  }));
}
