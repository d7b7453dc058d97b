import type { SavedRecord } from '#contract/saved/saved-search.ts';
import type { Records } from '#ports/records.ts';
import type { OutboxEntry } from '#runtime/alerts/alert-keys.ts';
import { ALERT_LOG } from '#runtime/alerts/alert-keys.ts';
import type { AlertSettings } from './alert-config.ts';
import { appendToLog } from './alert-log.ts';
import { appendAlerts } from './append-alerts.ts';
import { readDestination } from './destination.ts';
import type { MailSender } from './send-mail.ts';
import type { WebhookSender, WebhookSenderOptions } from './send-webhook.ts';

export interface Receivers {
  /**
   * Sends entries that go to one address, in order. `onSent` is called for entries that have arrived. Rejects with the reason of
   * the first failure; the entries after it were not tried.
   */
  send(
    to: string,
    entries: readonly OutboxEntry[],
    searches: ReadonlyMap<string, SavedRecord>,
    onSent: (count: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

export interface ReceiversOptions {
  records: Records;
  settings: AlertSettings;
  userAgent: string;
  /** Epoch milliseconds. */
  now(): number;
  ca?: WebhookSenderOptions['ca'];
}

/** The receivers of alerts. The modules for webhooks and mail load with the first alert. */
export function createReceivers({ records, settings, userAgent, now, ca }: ReceiversOptions): Receivers {
  let webhooks: Promise<WebhookSender> | undefined;
  let mail: Promise<MailSender> | undefined;

  const openWebhooks = () => {
    webhooks ??= import('./send-webhook.ts').then(({ createWebhookSender }) =>
      createWebhookSender({
        addresses: settings.addresses,
        userAgent,
        now,
        ...(ca !== undefined && { ca }),
      }),
    );
    return webhooks;
  };
  const openMail = () => {
    const { mail: server } = settings;
    if (server === null) throw new Error('no mail server is configured');
    mail ??= import('./send-mail.ts').then(({ createMailSender }) => createMailSender(server));
    return mail;
  };

  return {
    async send(to, entries, searches, onSent, signal) {
      const alerts = entries.map(({ alert }) => alert);
      if (to === ALERT_LOG) {
        await appendToLog(records, alerts);
        return onSent(entries.length);
      }
      // The settings may have changed since the address was accepted.
      const destination = readDestination(to, settings);
      if (destination.kind === 'file') {
        await appendAlerts(settings.folder ?? '', destination.name, alerts);
        return onSent(entries.length);
      }
      for (const { alert, search } of entries) {
        signal.throwIfAborted();
        if (destination.kind === 'mail') await (await openMail()).send(alert, destination.address);
        else {
          const secret = searches.get(search)?.to.find(({ address }) => address === to)?.secret ?? '';
          await (await openWebhooks()).send(alert, { url: destination.url, secret }, signal);
        }
        await onSent(1);
      }
    },
    async close() {
      await (await webhooks)?.close();
      (await mail)?.close();
    },
  };
}
