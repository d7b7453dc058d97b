import { isIP } from 'node:net';

/** An address that names no gRPC server. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/**
 * The gRPC target for an address: `host:port` and `dns:///host:port` are looked up, again as servers come and go;
 * `ip:port,ip:port` is a fixed list, IPv6 in brackets; any other target with a scheme stays as it is. Throws `TargetError`.
 */
export function toGrpcTarget(address: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address) || /^(?:ipv4|ipv6|unix):/.test(address)) return address;
  const entries = address
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const families = new Set(entries.map(familyOf));
  if (entries.length === 0) throw new TargetError('no address');
  if (entries.length === 1 && !families.has(6)) return `dns:///${entries[0]}`;
  if (families.size > 1)
    throw new TargetError('a list is of IPv4 addresses or of IPv6 addresses, not of both');
  if (families.has(0)) {
    throw new TargetError('a list is of IP addresses with ports; for names use dns:///NAME:PORT');
  }
  return `ipv${[...families][0]}:${entries.join(',')}`;
}

/** 4 or 6 for an IP address, 0 for a name. */
function familyOf(entry: string): number {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(entry);
  if (!match || Number(match[3]) > 65_535) throw new TargetError(`"${entry}" is not host:port`);
  return isIP(match[1] ?? match[2] ?? '');
}
