/** How one surface of a service is reached. */
export interface Endpoint {
  /** Without a trailing slash. */
  url: string;
  /** Bearer token of the admin surface. */
  token?: string;
  /** What `/healthz` must report, so that another program on the same port is noticed; `null` skips the check. */
  instance: string | null;
}

/** `public` only reads; `admin` also writes and needs a token. */
export type Surface = 'public' | 'admin';
