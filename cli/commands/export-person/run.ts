import type { Run } from '#cli/command.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { toError } from '#cli/http/problem.ts';
import { choosePerson } from '../choose-person.ts';

export interface ExportOptions {
  platform?: string;
  pictures?: boolean;
}

interface Exported {
  /** Keys of stored pictures: paths on the API. */
  pictures: string[];
}

interface Picture {
  path: string;
  content_type: string | null;
  /** `null` when it is not stored any more. */
  base64: string | null;
}

const EXPORT_TIMEOUT_MS = 120_000;

export const run: Run<ExportOptions> = async ({ args: [who = ''], options }, context) => {
  const client = await context.client();
  const person = await choosePerson('export-person', who, options.platform, client, context);
  const signal = context.deadline(EXPORT_TIMEOUT_MS);
  const exported = await client.json<Exported>('admin', '/people/export', 'Export', {
    method: 'POST',
    json: { id: person.id },
    signal,
  });
  const pictures = options.pictures
    ? await Promise.all(exported.pictures.map((key) => readPicture(client, `/${key}`, signal)))
    : exported.pictures.map((key) => ({ path: `/${key}` }));
  context.output.write(JSON.stringify({ ...exported, pictures }, null, 2));
  return 0;
};

async function readPicture(client: InstanceClient, path: string, signal: AbortSignal): Promise<Picture> {
  const answer = await client.answer('public', path, { signal });
  if (answer.statusCode === 404) {
    answer.resume();
    return { path, content_type: null, base64: null };
  }
  if ((answer.statusCode ?? 0) >= 300) throw await toError(answer, `Picture ${path}`);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    path,
    content_type: answer.headers['content-type'] ?? null,
    base64: Buffer.concat(chunks).toString('base64'),
  };
}
