import type { KeyAdded, KeyRevoked, Keys } from '#contract/keys/keys.ts';
import {
  AddKeyBody,
  KeyAddedSchema,
  KeyRevokedSchema,
  KeysSchema,
  RevokeKeyBody,
} from '#contract/keys/keys.ts';
import { MAX_KEYS } from '#contract/keys/limits.ts';
import { ProblemSchema } from '#contract/problem.ts';
import type { Records } from '#ports/records.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { createKeyStore } from '#runtime/keys/key-store.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';

export interface KeyDeps {
  records: Records;
  logger: Logger;
  now: () => number;
}

/** `GET /keys`, `POST /keys` and `POST /keys/revoke`. Names are in bodies, so that no address has a part of a key. */
export function mountKeyRoutes(app: HttpServer, { records, logger, now }: KeyDeps): void {
  const store = createKeyStore(records);

  app.get(
    '/keys',
    { schema: { summary: 'Get the API keys and their usage', response: { 200: KeysSchema } } },
    async (): Promise<Keys> => ({ keys: await store.list() }),
  );

  app.post<{ Body: AddKeyBody }>(
    '/keys',
    {
      schema: {
        summary: 'Add an API key; only this answer contains it',
        body: AddKeyBody,
        response: { 201: KeyAddedSchema, 409: ProblemSchema },
      },
    },
    async (request, reply): Promise<KeyAdded> => {
      const { name } = request.body;
      const added = await store.add(request.body, now());
      if (added === 'exists') {
        throw new ProblemError({
          title: `There is already a key "${name}"`,
          status: 409,
          code: 'key_exists',
          hint: { text: 'use another name, or revoke the key', command: ['keys', 'revoke', name] },
        });
      }
      if (added === 'full') {
        throw new ProblemError({
          title: `There are already ${MAX_KEYS} keys`,
          status: 409,
          code: 'keys_full',
          hint: { text: 'revoke unused keys', command: ['keys', 'list'] },
        });
      }
      logger.info({ key: name, id: added.id, rights: added.rights }, 'API key added');
      reply.status(201).header('cache-control', 'no-store');
      return added;
    },
  );

  app.post<{ Body: { name: string } }>(
    '/keys/revoke',
    {
      schema: {
        summary: 'Revoke an API key',
        body: RevokeKeyBody,
        response: { 200: KeyRevokedSchema, 404: ProblemSchema },
      },
    },
    async (request): Promise<KeyRevoked> => {
      const { name } = request.body;
      if (!(await store.revoke(name))) {
        throw new ProblemError({
          title: `There is no key "${name}"`,
          status: 404,
          code: 'key_unknown',
          hint: { command: ['keys', 'list'] },
        });
      }
      logger.info({ key: name }, 'API key revoked');
      return { name, revoked: true };
    },
  );
}
