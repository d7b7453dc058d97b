import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { FindPeopleBody, PeopleFoundSchema, PersonBody } from '#contract/privacy/people.ts';
import type { Receipt } from '#contract/privacy/receipt.ts';
import { ReceiptSchema } from '#contract/privacy/receipt.ts';
import { ProblemSchema } from '#contract/problem.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { createReceipt, readReceipt, updateReceipt } from '#runtime/privacy/receipts.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { RemovalDeps } from '../removal/remove-people.ts';
import { removePeople } from '../removal/remove-people.ts';
import { exportPerson } from './export-person.ts';
import { findMatches } from './find-matches.ts';
import { requireId } from './read-who.ts';

const NOTHING = { records: 0, documents: 0, aliases: 0, messages: 0, pictures: 0, discoveries: 0 };

/** Longest wait for the batches that were being written; they remove the person themselves. */
const BATCHES_TIMEOUT_MS = 10_000;

export interface PeopleRoutesDeps extends RemovalDeps {
  logger: Logger;
  /** Resolves when the batches that are being written now have ended. */
  batchesEnd(): Promise<void>;
}

/**
 * `POST /people/find`, `/people/forget` and `/people/export`, and `GET /receipts/:id`. Names are in bodies, never in a
 * path, so that no proxy logs them.
 */
export function mountPeopleRoutes(app: HttpServer, deps: PeopleRoutesDeps): void {
  const { records, suppressions, now, logger, batchesEnd } = deps;

  app.post<{ Body: FindPeopleBody }>(
    '/people/find',
    {
      schema: {
        summary: 'Find people by id, handle or URL',
        body: FindPeopleBody,
        response: { 200: PeopleFoundSchema, 400: ProblemSchema },
      },
    },
    async ({ body }) => {
      const people = await findMatches(deps, body.who, body.platform);
      if (people !== null) return { people };
      throw new ProblemError({
        title: 'Expected an id, a @handle or the URL of a profile',
        status: 400,
        code: 'who_unreadable',
      });
    },
  );

  app.post<{ Body: PersonBody }>(
    '/people/forget',
    {
      schema: {
        summary: 'Delete all data about a person, and reject new data',
        body: PersonBody,
        response: { 200: ReceiptSchema, 400: ProblemSchema },
      },
    },
    async ({ body }): Promise<Receipt> => {
      const names = requireId(body.id);
      const receipt: Receipt = {
        id: randomUUID(),
        at: now(),
        reason: 'forgotten',
        person: suppressions.hashesOf(names)[0] ?? '',
        state: 'erasing',
        removed: NOTHING,
        suppressed: 0,
      };
      await createReceipt(records, receipt);
      const request = { names, reason: 'forgotten', until: null } as const;
      const { removed, suppressed } = await removePeople([request], deps, { receipt: receipt.id });
      // One that was admitted before writes the person again for a moment.
      using deadline = startDeadline(BATCHES_TIMEOUT_MS);
      await orAbort(batchesEnd(), deadline.signal).catch(() => {});
      await updateReceipt(records, receipt.id, (latest) => ({
        ...latest,
        suppressed,
        removed: { ...latest.removed, ...removed },
      }));
      logger.info({ receipt: receipt.id, ...removed }, 'a person was forgotten');
      return (await readReceipt(records, receipt.id)) ?? receipt;
    },
  );

  app.get<{ Params: { id: string } }>(
    '/receipts/:id',
    {
      schema: {
        summary: 'Get the receipt of a removal',
        params: Type.Object({ id: ReceiptSchema.properties.id }),
        response: { 200: ReceiptSchema, 404: ProblemSchema },
      },
    },
    async ({ params }) => {
      const receipt = await readReceipt(records, params.id);
      if (receipt !== undefined) return receipt;
      throw new ProblemError({ title: 'No such receipt', status: 404, code: 'receipt_unknown' });
    },
  );

  app.post<{ Body: PersonBody }>(
    '/people/export',
    { schema: { summary: 'Get all stored data about a person', body: PersonBody } },
    async ({ body }) => {
      const exported = await exportPerson(requireId(body.id), deps);
      if (exported !== null) return exported;
      throw new ProblemError({
        title: 'Nothing is stored about this person',
        status: 404,
        code: 'person_unknown',
      });
    },
  );
}
