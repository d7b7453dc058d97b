/** What a query means. Only vectors of the same model can be compared with it. */
export interface QueryVector {
  model: string;
  vector: Int8Array;
}
