import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** Well-known prefix under which IPv6-only networks reach IPv4 (RFC 6052): what counts is the address within. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** Azure answers requests for its machines' secrets here, although the address is a public one. */
const AZURE_PLATFORM = '168.63.129.16';

/**
 * Is this an address of the public internet? Only global unicast is: nothing private, local, shared, reserved, for
 * documentation or multicast, and no IPv6 form that carries an IPv4 address, but NAT64 of a public one. Text that is
 * not one plain address (a name, a zone, an octal form) is not.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0 || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) {
    return address.range() === 'unicast' && address.toString() !== AZURE_PLATFORM;
  }
  if (address.match(NAT64)) return isPublicAddress(address.toByteArray().slice(12).join('.'));
  return address.match(GLOBAL_UNICAST) && address.range() === 'unicast';
}
