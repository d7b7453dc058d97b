/** Small batches suit an embedded store: it commits whatever arrives at the same time in one transaction. */
export const EMBEDDED_BATCH = 50;
