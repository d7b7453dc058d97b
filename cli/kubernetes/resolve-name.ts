import { lookup, Resolver, resolveNs } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 500;
const SYSTEM_POLL_MS = 2_000;
const HOSTS_FILE = '/etc/hosts';

/**
 * Waits until a name has an address. The zone's own name servers are asked until it has, and only then the system's
 * resolver: asked too early, that one remembers for minutes that there is no such name.
 */
export async function waitForName(name: string, signal: AbortSignal): Promise<void> {
  if (isIP(name) !== 0 || (await isInHosts(name))) return;
  const servers = await zoneServers(name);
  if (servers.length > 0) {
    const resolver = new Resolver({ timeout: 2_000, tries: 1 });
    resolver.setServers(servers);
    while (!(await hasAddress(resolver, name))) {
      await sleep(POLL_MS, undefined, { signal });
      if (await isInHosts(name)) return;
    }
  }
  while (!(await lookup(name).catch(() => null))) {
    await sleep(SYSTEM_POLL_MS, undefined, { signal });
  }
}

/** Whether a name has an address: for this machine, only for the zone's own name servers (`cached`), or for neither. */
export async function askName(name: string): Promise<'resolves' | 'cached' | 'absent'> {
  if (isIP(name) !== 0 || (await isInHosts(name)) || (await lookup(name).catch(() => null)))
    return 'resolves';
  const servers = await zoneServers(name);
  if (servers.length === 0) return 'absent';
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers(servers);
  return (await hasAddress(resolver, name)) ? 'cached' : 'absent';
}

async function hasAddress(resolver: Resolver, name: string): Promise<boolean> {
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return answers.some((answer) => answer.status === 'fulfilled' && answer.value.length > 0);
}

/** Addresses of the name servers of the zone that the name is in; empty when they cannot be found. */
async function zoneServers(name: string): Promise<string[]> {
  const labels = name.split('.');
  for (let at = 1; at < labels.length - 1; at++) {
    const zone = labels.slice(at).join('.');
    const names = await resolveNs(zone).catch(() => []);
    if (names.length === 0) continue;
    const found = await Promise.all(
      names.slice(0, 4).map((server) => lookup(server, { family: 4 }).catch(() => null)),
    );
    return found.flatMap((one) => one?.address ?? []);
  }
  return [];
}

async function isInHosts(name: string): Promise<boolean> {
  const text = await readFile(HOSTS_FILE, 'utf8').catch(() => '');
  return text.split('\n').some((line) => (line.split('#')[0] ?? '').split(/\s+/).slice(1).includes(name));
}
