/** How one surface of a service is reached. */
export interface Endpoint {
  /** Without a trailing slash. */
  url: string;
  /** Bearer token of the admin surface. */
  token?: string;
  /**
   * What the server must prove before anything of value is sent or believed: that it knows the secret, and is this run of
   * the instance. `null` skips the check, where the way to the server is itself authenticated.
   */
  proof: { instance: string; secret: string } | null;
}

/** `public` only reads; `admin` also writes and needs a token. */
export type Surface = 'public' | 'admin';
