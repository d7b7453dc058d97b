import type { AddressRule } from '#scraper/fetch/address-rule.ts';
import { PUBLIC_INTERNET } from '#scraper/fetch/address-rule.ts';

/** A loopback address in any of its forms. */
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/i;

/**
 * Where a source with this base URL may connect: the public internet, or loopback when the operator's own setting names
 * a loopback host. A link in an answer cannot widen this: the client only asks its base URL's origin.
 */
export function addressRuleFor(base: URL): AddressRule {
  const isLoopback = base.hostname === 'localhost' || LOOPBACK.test(base.hostname.replace(/^\[|\]$/g, ''));
  if (!isLoopback) return PUBLIC_INTERNET;
  const port = Number(base.port) || (base.protocol === 'https:' ? 443 : 80);
  return {
    allowsAddress: (address) => LOOPBACK.test(address),
    allowsPort: (asked) => asked === port,
  };
}
