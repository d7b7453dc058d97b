import { Resolver } from 'node:dns/promises';

/** All addresses of a name, IPv4 and IPv6. Rejects with the resolver's error where there are none. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

const ATTEMPT_MS = 2_000;
const ATTEMPTS = 2;
/** The name is there, but not with an address of this family; or it is not there. */
const NO_ADDRESS = ['ENODATA', 'ENOTFOUND'];

/**
 * Asks the machine's name servers, or those that are named (`ADDRESS:PORT`). The file of hosts and the search list are left out: a name means here what it means
 * to everyone. Unlike the system's resolver it holds no thread while a server does not answer.
 */
export function createHostResolver(servers?: readonly string[]): ResolveHost {
  const resolver = new Resolver({ timeout: ATTEMPT_MS, tries: ATTEMPTS });
  if (servers !== undefined) resolver.setServers(servers);
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const errors = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    throw errors.find(({ code }) => !NO_ADDRESS.includes(code)) ?? errors[0] ?? noAddress(hostname);
  };
}

function noAddress(hostname: string): Error {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENODATA' });
}
