import type { Operation, Parameter, ParameterSchema } from './operations.ts';

export interface FuzzRequest {
  /** What OpenAPI says about it; `undefined` for a path or method that it does not list. */
  operation: Operation | undefined;
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const METHODS = ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

/** Texts that programs stumble over, as they are sent: already escaped for a URL. */
const TEXTS = [
  '',
  '%20',
  '%00',
  '%0d%0aset-cookie:%20a=1',
  '%C0%AF',
  '%E0%A4%A',
  '%',
  '%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB',
  '%E2%80%AE',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  '..',
  "'%20OR%201=1--",
  '%22%29%20OR%20%28%22',
  '*',
  '%22',
  '((((((((',
  'AND%20OR%20NOT',
  'NEAR(a%20b)',
  'a'.repeat(300),
  'a'.repeat(9_000),
  '%F0%9D%95%8F'.repeat(40),
  '__proto__',
  'constructor',
  '%7B%22$gt%22:%22%22%7D',
  '$%7B7*7%7D',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '=cmd%7C%27/c%20calc%27!A1',
  'null',
  'undefined',
  'NaN',
  'true',
  '-0',
  '0x10',
  '1e999',
  '-1',
  '0',
  '1',
  '9007199254740993',
  '99999999999999999999999999',
  '1.5',
  '10..100',
  '100..10',
  '..',
  '1..',
  'tech',
  'te',
  '@creator7',
  'instagram:7',
  'instagram:@creator7',
  'AB-210.svg',
];

const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['accept', ['*/*', 'text/html', 'application/xml', 'image/webp', '', 'a'.repeat(4_000), ';;;q=']],
  ['accept-encoding', ['gzip', 'br;q=1', 'identity;q=0', '*;q=0', 'x']],
  ['accept-language', ['de', '*', 'xx-'.repeat(300)]],
  ['if-none-match', ['*', '"x"', 'W/"x"', '"', ','.repeat(500)]],
  ['if-modified-since', ['Thu, 01 Jan 1970 00:00:00 GMT', 'never', '']],
  ['range', ['bytes=0-', 'bytes=-1', 'bytes=5-1', 'lines=1-2', 'bytes=0-0,'.repeat(200)]],
  [
    'content-type',
    ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'x', ''],
  ],
  ['content-encoding', ['gzip', 'deflate', 'x']],
  ['cookie', ['theme=dark', 'theme=%00', '='.repeat(2_000), '__proto__=1']],
  ['authorization', ['Bearer x', 'Basic eDp4', '']],
  ['origin', ['null', 'https://attacker.example']],
  ['x-forwarded-for', ['127.0.0.1', 'x', '::1']],
  ['x-http-method-override', ['DELETE']],
  ['traceparent', ['00-0-0-0', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'x']],
];

const BODIES = [
  '',
  '{}',
  '[]',
  '{"__proto__":{"a":1}}',
  '{',
  'a'.repeat(2_000),
  '\u0000\u0001',
  '<x/>',
  'key=x&back=//attacker.example',
];

const UNDESCRIBED = [
  '/',
  '/results',
  '/creators/x',
  '/creators/instagram:7',
  '/compare?id=instagram:7&id=x',
  '/shortlist',
  '/theme?set=dark&back=/',
  '/assets/x.css',
  '/key',
  '/mcp',
  '/lists',
  '/saved-searches',
  '/keys',
  '/metrics',
  '/stats',
  '/reindex',
  '/.env',
  '//',
  '/a/b/c',
];

/** Requests without end, the same ones for the same numbers: right, nearly right and hostile ones for every operation. */
export function* generateRequests(
  operations: readonly Operation[],
  random: () => number,
): Generator<FuzzRequest> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const chance = (share: number) => random() < share;

  const good = (schema: ParameterSchema): string => {
    const { anyOf, const: fixed, enum: values, type, minimum = 0, maximum = 100 } = schema;
    if (anyOf) return good(pick(anyOf));
    if (fixed !== undefined) return encodeURIComponent(String(fixed));
    if (values) return encodeURIComponent(String(pick(values)));
    if (type === 'integer' || type === 'number') {
      return String(Math.floor(minimum + random() * (maximum - minimum + 1)));
    }
    if (type === 'boolean') return pick(['true', 'false']);
    return pick(['tech', 'food', 'instagram', 'te', '10..1000', 'relevance']);
  };
  const edge = ({ minimum, maximum, minLength, maxLength }: ParameterSchema): string =>
    pick([
      ...(minimum === undefined ? [] : [String(minimum), String(minimum - 1)]),
      ...(maximum === undefined ? [] : [String(maximum), String(maximum + 1)]),
      ...(minLength === undefined ? [] : ['a'.repeat(minLength), 'a'.repeat(Math.max(0, minLength - 1))]),
      ...(maxLength === undefined ? [] : ['a'.repeat(maxLength), 'a'.repeat(maxLength + 1)]),
      pick(TEXTS),
    ]);
  const value = ({ schema }: Parameter): string => {
    const kind = random();
    if (kind < 0.4) return good(schema);
    return kind < 0.6 ? edge(schema) : pick(TEXTS);
  };
  const query = (parameters: readonly Parameter[]): string => {
    const given = parameters.filter((one) => one.in === 'query' && chance(0.35));
    const pairs = given.map((one) => `${one.name}=${value(one)}`);
    if (given[0] && chance(0.1)) pairs.push(`${given[0].name}=${pick(TEXTS)}`);
    if (chance(0.05)) pairs.push(`${pick(TEXTS)}=${pick(TEXTS)}`);
    return pairs.length === 0 ? '' : `?${pairs.join(pick(['&', '&', '&', ';', '&&']))}`;
  };

  for (;;) {
    const operation = pick(operations);
    const described = chance(0.95);
    const path = described
      ? operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
          const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name);
          return (parameter ? value(parameter) : pick(TEXTS)) || 'x';
        })
      : pick(UNDESCRIBED);
    const isOther = !described || chance(0.1);
    const method = isOther && chance(0.7) ? pick(METHODS) : operation.method;
    const headers = Object.fromEntries(
      HEADERS.filter(() => chance(0.12)).map(([name, values]) => [name, pick(values)]),
    );
    const body = chance(0.05) || method === 'POST' ? pick(BODIES) : undefined;
    yield {
      operation: described && (method === operation.method || method === 'HEAD') ? operation : undefined,
      method,
      target: path + (path.includes('?') ? '' : query(operation.parameters)),
      headers: {
        ...headers,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
      body,
    };
  }
}
