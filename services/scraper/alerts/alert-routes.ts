import { AlertsQuerystring, AlertsSchema } from '#contract/alerts/alert.ts';
import type { Records } from '#ports/records.ts';
import { OUTBOX_PREFIX } from '#runtime/alerts/alert-keys.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { readAlertLog } from './alert-log.ts';

const DEFAULT_LIMIT = 100;

/** `GET /alerts`: the log of alerts. `after` the `last` of one answer, the next one misses none. */
export function mountAlertRoutes(app: HttpServer, { records }: { records: Records }): void {
  app.get<{ Querystring: AlertsQuerystring }>(
    '/alerts',
    {
      schema: {
        summary: 'Get alerts of saved searches',
        querystring: AlertsQuerystring,
        response: { 200: AlertsSchema },
      },
    },
    async ({ query: { after, limit = DEFAULT_LIMIT } }) => ({
      ...(await readAlertLog(records, { after, limit })),
      waiting: await records.count(OUTBOX_PREFIX),
    }),
  );
}
