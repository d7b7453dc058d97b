/** One picture for the process that decodes. */
export interface PictureRequest {
  id: number;
  bytes: Uint8Array;
}

/** What it is as small WebP, or why it cannot be: `damaged` is the picture's fault, `broken` the decoder's. */
export type PictureResponse = { id: number } & (
  | { webp: Uint8Array }
  | { damaged: string }
  | { broken: string }
);
