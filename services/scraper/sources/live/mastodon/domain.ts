import { isIP } from 'node:net';

const DOMAIN = /^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** Whether a text is the domain of an instance: a name with a dot, in lower case; no address, no port. */
export function isDomain(text: string): boolean {
  return DOMAIN.test(text) && isIP(text) === 0;
}
