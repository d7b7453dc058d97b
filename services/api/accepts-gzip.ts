import type { FastifyRequest } from 'fastify';

/** Whether the client accepts an answer that is compressed with gzip, and does not prefer one that is not (RFC 9110, 12.5.3). */
export function acceptsGzip({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const weights = new Map(
    [headers['accept-encoding'] ?? '']
      .flat()
      .join(',')
      .split(',')
      .map((one): [string, number] => {
        const [coding = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
        const [, weight] = parameters.map((part) => /^q\s*=\s*(.*)$/.exec(part)).find(Boolean) ?? [];
        return [coding, weight === undefined ? 1 : Number(weight)];
      }),
  );
  // `*` stands for the codings that are not listed.
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  return gzip > 0 && gzip >= (weights.get('identity') ?? 0);
}
