/** A text that has no vector yet. */
export interface PendingText {
  id: string;
  hash: Uint8Array;
  text: string;
}

export interface PendingTexts {
  texts: PendingText[];
  /** There may be more. */
  more: boolean;
}

export interface PendingRequest {
  model: string;
  languages: ReadonlySet<string>;
  limit: number;
}

/** `null`: the text has nothing that the model knows. */
export type EmbeddedText = PendingText & { vector: Int8Array | null };

export interface EmbeddedTexts {
  rows: readonly EmbeddedText[];
  model: string;
}

/** Where the vectors of an index are kept. */
export interface VectorKeeper {
  /** Looks at a bounded number of documents after the ones that it has seen. */
  pending(request: PendingRequest): Promise<PendingTexts>;
  /** Vectors of documents that changed or are gone meanwhile are not kept. */
  put(texts: EmbeddedTexts): Promise<void>;
  /** The texts of the last `pending` come again. */
  retry(): Promise<void>;
}
