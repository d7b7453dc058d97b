/** Whether a document passes. */
export type SlotTest = (slot: number) => boolean;

/** Keeps the slots that pass among the first `count`, in their order. Answers how many there are. */
export type SlotFilter = (slots: Int32Array, count: number) => number;
