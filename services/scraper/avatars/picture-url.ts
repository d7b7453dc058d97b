import { isIP } from 'node:net';
import type { AddressRule } from '../fetch/address-rule.ts';
import { NOT_PUBLIC } from '../fetch/address-rule.ts';
import { AvatarFault } from './avatar-fault.ts';

/**
 * Reads an address that a picture may be fetched from. Throws `AvatarFault`. Host names come out as a resolver takes
 * them: lower case, punycode, no dot at the end; addresses in decimal, octal or hexadecimal come out as what they are.
 */
export function parsePictureUrl(text: string, rule: AddressRule, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw new AvatarFault('the URL is not valid');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AvatarFault('the URL is neither http nor https');
  }
  if (url.username !== '' || url.password !== '') throw new AvatarFault('the URL contains credentials');
  url.hash = '';
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  const host = bareHost(url);
  if (host === '' || host.endsWith('.')) throw new AvatarFault('the URL has no host');
  if (!rule.allowsPort(Number(url.port || (url.protocol === 'https:' ? 443 : 80)))) {
    throw new AvatarFault('the URL has a port other than 80 or 443');
  }
  if (isIP(host) !== 0 && !rule.allowsAddress(host)) throw new AvatarFault(NOT_PUBLIC);
  return url;
}

/** The host without the brackets of an IPv6 address. */
export function bareHost({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
