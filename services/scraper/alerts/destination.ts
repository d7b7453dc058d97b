import { isIP } from 'node:net';
import type { Hint } from '#contract/hint/hint.ts';
import type { AddressRule } from '../fetch/address-rule.ts';
import { PUBLIC_INTERNET } from '../fetch/address-rule.ts';
import type { AlertSettings } from './alert-config.ts';
import { isMailAddress } from './alert-config.ts';

export type Destination =
  | { kind: 'webhook'; url: URL }
  | { kind: 'file'; name: string }
  | { kind: 'mail'; address: string };

/** Why alerts cannot be sent to an address. */
export class DestinationError extends Error {
  override readonly name = 'DestinationError';
  readonly code: string;
  readonly hint: Hint | undefined;
  constructor(code: string, message: string, hint?: Hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** A file name without a folder, not hidden. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Reads `https://…`, `file:NAME` or `mailto:ADDRESS`. Throws `DestinationError` for what the settings do not allow. */
export function readDestination(text: string, settings: AlertSettings): Destination {
  if (text.startsWith('file:')) return readFileName(text.slice('file:'.length), settings);
  if (text.startsWith('mailto:')) return readMail(text.slice('mailto:'.length), settings);
  return readWebhook(text, settings);
}

function readFileName(name: string, { folder }: AlertSettings): Destination {
  if (!FILE_NAME.test(name) || name.includes('..')) {
    throw new DestinationError(
      'destination_invalid',
      'file: takes the name of a file, without folders, e.g. file:alerts.ndjson',
    );
  }
  if (folder !== null) return { kind: 'file', name };
  throw new DestinationError('file_alerts_off', 'This instance has no folder for alerts', {
    text: 'set ALERT_FOLDER of the scraper, or send alerts to an https address',
  });
}

function readMail(address: string, { mail }: AlertSettings): Destination {
  if (!isMailAddress(address)) {
    throw new DestinationError(
      'destination_invalid',
      'mailto: takes one plain e-mail address, e.g. mailto:team@example.com',
    );
  }
  if (mail !== null) return { kind: 'mail', address };
  throw new DestinationError('mail_not_configured', 'This instance has no mail server', {
    text: 'set ALERT_SMTP_URL and ALERT_MAIL_FROM; see docs/saved-searches.md',
  });
}

function readWebhook(text: string, { addresses, hosts }: AlertSettings): Destination {
  const url = URL.parse(text);
  const isAny = addresses === 'any';
  if (url === null || (url.protocol !== 'https:' && !(isAny && url.protocol === 'http:'))) {
    throw new DestinationError(
      'destination_invalid',
      `Expected https://…, file:NAME or mailto:ADDRESS${url?.protocol === 'http:' ? '; http needs alert_addresses: any' : ''}`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new DestinationError('destination_invalid', 'The address must not have a user, a password or a #');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (hosts.length > 0 && !hosts.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one))) {
    throw new DestinationError('destination_not_allowed', `The settings do not allow alerts to ${host}`, {
      text: 'add the host to the setting alert_hosts',
    });
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const rule = ruleOf(addresses);
  if (!rule.allowsPort(port) || (isIP(host) !== 0 && !rule.allowsAddress(host))) {
    throw new DestinationError(
      'destination_not_allowed',
      'Alerts are sent to the public internet on port 443 only',
      {
        text: 'to allow this address, set alert_addresses to any',
      },
    );
  }
  return { kind: 'webhook', url };
}

/** Where connections of webhooks may go. */
export function ruleOf(addresses: AlertSettings['addresses']): AddressRule {
  return addresses === 'any' ? { allowsAddress: () => true, allowsPort: () => true } : PUBLIC_INTERNET;
}

/** The address for people and logs: the path of a webhook is often a password. */
export function maskAddress(address: string): string {
  const url = /^https?:/i.test(address) ? URL.parse(address) : null;
  if (url === null) return address;
  return url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/…`;
}
