import { isIPv4 } from 'node:net';

/** Whether a name or an address is this machine's own, e.g. `localhost`, `127.0.0.5`, `::1`. */
export function isLoopback(name: string): boolean {
  const plain = name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
  return (
    plain === 'localhost' ||
    plain.endsWith('.localhost') ||
    plain === '::1' ||
    (isIPv4(plain) && plain.startsWith('127.'))
  );
}

/** The address to listen on. For `localhost` the framework would open a second server, which no guard protects. */
export function listenAddress(host: string): string {
  return host.toLowerCase() === 'localhost' ? '127.0.0.1' : host;
}
