import type { Environment } from '#runtime/config/environment.ts';

export interface ServerUrl {
  url: URL;
  /** From the URL's userinfo, decoded. */
  username: string | null;
  password: string | null;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** A server's URL. Notes a fault when it is none, or when it holds a password for another machine. */
export function parseServerUrl(
  port: 'QUEUE' | 'RECORDS' | 'SEARCH' | 'OBJECTS',
  text: string,
  environment: Environment,
): ServerUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) environment.fault(`${port}_URL`, 'expected a URL with a host');
  if (url?.password && !LOOPBACK.includes(url.hostname)) {
    environment.fault(
      `${port}_URL`,
      `a password in a URL is allowed for loopback addresses only; use ${port}_USERNAME and ${port}_PASSWORD_FILE`,
    );
  }
  return {
    url: url ?? new URL('http://invalid'),
    username: decode(url?.username ?? '') || null,
    password: decode(url?.password ?? '') || null,
  };
}

/** Userinfo without its percent encoding, or unchanged where it is not encoded. */
function decode(userinfo: string): string {
  try {
    return decodeURIComponent(userinfo);
  } catch {
    return userinfo;
  }
}
