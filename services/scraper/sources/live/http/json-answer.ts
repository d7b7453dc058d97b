export interface JsonAnswer {
  value: unknown;
  /** `Link: <…>; rel="next"`; `null` when there is none. */
  next: string | null;
  etag: string | null;
}
