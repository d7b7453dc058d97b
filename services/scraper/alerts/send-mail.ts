import { hostname } from 'node:os';
import type { Alert, AlertKind } from '#contract/alerts/alert.ts';
import type { AlertSettings } from './alert-config.ts';

export interface MailSender {
  /** Resolves when the server has taken the mail. */
  send(alert: Alert, to: string): Promise<void>;
  close(): void;
}

const TIMEOUT_MS = 15_000;
const MAX_SUBJECT = 150;
/** Control, format and line-separating characters: one of them in a header could begin another. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Sends alerts by SMTP. TLS is required unless the address says `smtp://` and the server offers none. */
export async function createMailSender({
  smtp,
  from,
}: NonNullable<AlertSettings['mail']>): Promise<MailSender> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: smtp,
    pool: true,
    maxConnections: 1,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Outside text must not make the mailer read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    name: hostname(),
  });
  return {
    async send(alert, to) {
      await transport.sendMail({ from, to, ...describeMail(alert, from) });
    },
    close: () => transport.close(),
  };
}

const TITLES: Readonly<Record<AlertKind, string>> = {
  new_match: 'new match',
  growth: 'growth',
  engagement_fall: 'falling engagement',
};

/** Subject, text and headers of the mail of an alert; names and addresses of people are plain text in it. */
export function describeMail(alert: Alert, from: string) {
  const { id, kind, search, profile, figures } = alert;
  const who = flat(profile.display_name ?? profile.username ?? profile.id);
  const lines = [
    `${TITLES[kind]}: ${who}`,
    '',
    `search      ${flat(search.name)}: ${flat(search.query)}`,
    `profile     ${flat(profile.id)}${profile.username === null ? '' : ` (@${flat(profile.username)})`}`,
    ...(profile.url === null ? [] : [`address     ${flat(profile.url)}`]),
    ...(profile.followers === null ? [] : [`followers   ${profile.followers}`]),
    ...(profile.engagement_rate === null ? [] : [`engagement  ${percent(profile.engagement_rate)}`]),
    ...(figures === null ? [] : [`change      ${describeFigures(kind, figures)}`]),
    `time        ${alert.at}`,
    `alert       ${id}`,
  ];
  return {
    subject: `${flat(search.name)}: ${TITLES[kind]}: ${who}`.slice(0, MAX_SUBJECT),
    text: lines.join('\n'),
    // The same for each attempt, so that mailboxes can drop a second copy.
    messageId: `<${id}@${from.split('@')[1] ?? 'influscope'}>`,
    headers: { 'Influscope-Alert-Id': id, 'Auto-Submitted': 'auto-generated' },
  };
}

function describeFigures(kind: AlertKind, { from, to, change }: NonNullable<Alert['figures']>): string {
  const figure = (value: number) => (kind === 'engagement_fall' ? percent(value) : String(value));
  return `${change > 0 ? '+' : ''}${percent(change)} (${figure(from)} to ${figure(to)})`;
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(2))}%`;
}

function flat(text: string): string {
  return text.replace(HIDDEN, ' ').trim();
}
