import type { Variable } from '#runtime/config/variable.ts';
import { choice, secret, text } from '#runtime/config/variable.ts';

const HOSTS: Variable<readonly string[]> = {
  name: 'ALERT_HOSTS',
  meaning:
    'hosts that alerts may be sent to, separated by commas; `.example.com` allows all its subdomains; default all',
  alternatives: [],
  read(environment) {
    const hosts = (environment.get('ALERT_HOSTS') ?? '').split(',').map((host) => host.trim().toLowerCase());
    const given = hosts.filter((host) => host !== '');
    const wrong = given.find((host) => !/^\.?[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?$/.test(host));
    if (wrong !== undefined)
      environment.fault('ALERT_HOSTS', `expected hosts such as hooks.example.com, got "${wrong}"`);
    return given;
  },
};

const FROM: Variable<string | null> = {
  name: 'ALERT_MAIL_FROM',
  meaning: 'sender of alerts by mail, an e-mail address',
  alternatives: [],
  read(environment) {
    const from = environment.get('ALERT_MAIL_FROM') ?? null;
    if (from !== null && !isMailAddress(from))
      environment.fault('ALERT_MAIL_FROM', 'expected an e-mail address such as alerts@example.com');
    return from;
  },
};

const SMTP = secret(
  'ALERT_SMTP_URL',
  'SMTP server for alerts: `smtps://USER:PASSWORD@HOST:PORT` or `smtp://…`; default none: no mail is sent',
);

/** The variables of alerts. A value with a password is never repeated in a message. */
export const ALERT_VARIABLES = {
  alertFolder: text(
    'ALERT_FOLDER',
    null,
    'folder for files of alerts; default none: alerts cannot be sent to files',
  ),
  alertAddresses: choice('ALERT_ADDRESSES', {
    choices: ['public', 'any'],
    fallback: 'public',
    meaning:
      'where webhooks may be sent: `public` for https on the public internet, `any` also for private addresses, other ports and http; default `public`',
  }),
  alertHosts: HOSTS,
  alertMailFrom: FROM,
  alertSmtp: {
    ...SMTP,
    read(environment) {
      const url = SMTP.read(environment);
      const parsed = url === null ? null : URL.parse(url);
      if (
        url !== null &&
        (parsed === null || !['smtp:', 'smtps:'].includes(parsed.protocol) || !parsed.hostname)
      )
        environment.fault('ALERT_SMTP_URL', 'expected smtps://USER:PASSWORD@HOST:PORT');
      return url;
    },
  } satisfies Variable<string | null>,
};

/** How alerts leave the instance. */
export interface AlertSettings {
  folder: string | null;
  addresses: 'public' | 'any';
  hosts: readonly string[];
  /** `null` without mail. */
  mail: { smtp: string; from: string } | null;
}

export const NO_ALERT_SETTINGS: AlertSettings = { folder: null, addresses: 'public', hosts: [], mail: null };

export function alertSettings(config: {
  alertFolder: string | null;
  alertAddresses: 'public' | 'any';
  alertHosts: readonly string[];
  alertMailFrom: string | null;
  alertSmtp: string | null;
}): AlertSettings {
  const { alertFolder, alertAddresses, alertHosts, alertMailFrom: from, alertSmtp: smtp } = config;
  return {
    folder: alertFolder,
    addresses: alertAddresses,
    hosts: alertHosts,
    mail: smtp === null || from === null ? null : { smtp, from },
  };
}

/** Plain addresses alone: no names, quotes, lists or parameters that a mail header could understand otherwise. */
export function isMailAddress(text: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/.test(text);
}
