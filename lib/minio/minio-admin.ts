// Hand-written: the SDK of AWS does not know MinIO's admin API, and its own client exists only for Go.
import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** A MinIO server, and the key of its administrator. */
export interface MinioServer {
  /** `http://host:port` */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface MinioRequest {
  method: 'GET' | 'PUT' | 'DELETE';
  /** Below `/minio/admin/v3/`, e.g. `add-user`. */
  operation: string;
  query: Readonly<Record<string, string>>;
  /** JSON; sent as it is, or encrypted where the operation takes a secret. */
  body?: { plain: string } | { secret: string };
}

export interface MinioAnswer {
  status: number;
  text: string;
}

/** Sends one request of MinIO's admin API. Rejects with the error of `fetch`. */
export async function askMinio(
  server: MinioServer,
  { method, operation, query, body }: MinioRequest,
  signal: AbortSignal,
): Promise<MinioAnswer> {
  const bytes = body && ('plain' in body ? Buffer.from(body.plain) : encrypt(server, body.secret));
  const url = new URL(`/minio/admin/v3/${operation}`, server.endpoint);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  url.searchParams.sort();
  const headers = sign(server, method, url, bytes ?? Buffer.alloc(0), new Date());
  const answer = await fetch(url, { method, headers, signal, ...(bytes && { body: new Uint8Array(bytes) }) });
  return { status: answer.status, text: await answer.text() };
}

/** AWS Signature Version 4. Names and values of the query must need no escapes. */
function sign(
  { region, accessKeyId, secretAccessKey }: MinioServer,
  method: string,
  url: URL,
  body: Buffer,
  at: Date,
): Record<string, string> {
  const time = at.toISOString().replaceAll(/[:-]|\.\d+/g, '');
  const scope = [time.slice(0, 8), region, 's3', 'aws4_request'];
  const headers = { host: url.host, 'x-amz-content-sha256': sha256(body), 'x-amz-date': time };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const request = [method, url.pathname, url.search.slice(1), ...lines, '', names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of [...scope, text]) key = createHmac('sha256', key).update(part).digest();
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${key.toString('hex')}`,
  };
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** PBKDF2 with SHA-256, then AES-256-GCM: one of the three that the server accepts. */
const PBKDF2_AES_GCM = 2;
const ROUNDS = 8_192;
/** Of the only, and so the last, part of the stream. */
const LAST = 0x80;

/** The server's form of an encrypted body (github.com/minio/madmin-go, `EncryptData`): salt, kind, nonce, one sealed part. */
function encrypt({ secretAccessKey }: MinioServer, text: string): Buffer {
  const salt = randomBytes(32);
  const nonce = randomBytes(8);
  const key = pbkdf2Sync(secretAccessKey, salt, ROUNDS, 32, 'sha256');
  const seal = (part: number, associated: Buffer, data: Buffer) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32LE(part);
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.concat([nonce, counter]));
    cipher.setAAD(associated);
    return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
  };
  const first = seal(0, Buffer.alloc(0), Buffer.alloc(0));
  const sealed = seal(1, Buffer.concat([Buffer.of(LAST), first]), Buffer.from(text));
  return Buffer.concat([salt, Buffer.of(PBKDF2_AES_GCM), nonce, sealed]);
}
