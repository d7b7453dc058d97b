import { orAbort } from '#lib/async/or-abort.ts';
import type { VisibleState } from '../index/visible-state.ts';

/** Answers to questions, each used again only while queries see the same as when it was made. */
export interface AnswerCache<A> {
  /** `find` is called when no such answer is there; it may serve several callers, so `signal` does not reach it. */
  answer(question: string, find: () => Promise<A>, signal?: AbortSignal): Promise<A>;
}

export interface AnswerCacheOptions<A> {
  state: VisibleState;
  /** About what an answer takes of memory, bytes. */
  sizeOf(answer: A): number;
  /** All answers together. Default: 8 MiB. */
  maxBytes?: number;
}

interface Entry<A> {
  answer: Promise<A>;
  /** What was visible before `answer` was asked for, as far as it was known then. */
  state: string | undefined;
  bytes: number;
  /** Whether the question was asked more than once. Only then the answer is kept. */
  repeated: boolean;
}

/** Questions that are remembered to notice that one comes again: about as many as there is room for answers. */
const MAX_RECENT = 256;

/**
 * Keeps the answers to questions that were asked at least twice, those that were used last. So an answer that is never used
 * again takes no memory, and what it consists of is freed while it is young. A question that was asked before costs one look
 * at the visible state, which all questions of the moment share; one that is new costs nothing more than its answer.
 *
 * Why an answer is never older than one from the index: its `state` was read before its searches were sent, and is the
 * same as one that is read after the question came. So nothing became visible in between, and the searches saw what
 * they would see now. That holds for an answer that is still on its way too.
 */
export function createAnswerCache<A>(options: AnswerCacheOptions<A>): AnswerCache<A> {
  const { state, sizeOf, maxBytes = 8 * 1024 * 1024 } = options;
  const entries = new Map<string, Entry<A>>();
  const recent = new Set<string>();
  let bytes = 0;

  const remove = (question: string, entry: Entry<A>) => {
    if (entries.get(question) !== entry) return;
    entries.delete(question);
    bytes -= entry.bytes;
  };

  /** Whether the question came before, not long ago; from now on it did. */
  const noteQuestion = (question: string): boolean => {
    const known = recent.delete(question);
    recent.add(question);
    if (recent.size > MAX_RECENT) recent.delete(recent.values().next().value ?? '');
    return known;
  };

  const ask = (question: string, find: () => Promise<A>, repeated: boolean): Promise<A> => {
    const before = entries.get(question);
    if (before) remove(question, before);
    const entry: Entry<A> = { state: state.known, answer: find(), bytes: 0, repeated };
    entries.set(question, entry);
    entry.answer.then(
      (answer) => {
        if (entries.get(question) !== entry) return;
        if (!entry.repeated) {
          remove(question, entry);
          return;
        }
        entry.bytes = question.length + sizeOf(answer);
        bytes += entry.bytes;
        for (const [oldest, one] of entries) {
          if (bytes <= maxBytes) break;
          remove(oldest, one);
        }
      },
      () => remove(question, entry),
    );
    return entry.answer;
  };

  /** The answer to a question, if it was made from what is visible now. */
  const recall = (question: string, now: string | undefined): Promise<A> | undefined => {
    const entry = entries.get(question);
    if (entry === undefined || now === undefined || entry.state !== now) return undefined;
    entry.repeated = true;
    // Moves the entry to the end: the map is ordered by last use.
    entries.delete(question);
    entries.set(question, entry);
    return entry.answer;
  };

  const find = async (question: string, search: () => Promise<A>): Promise<A> => {
    const isKnown = noteQuestion(question);
    if (!isKnown && !entries.has(question)) return ask(question, search, false);
    const now = await state.read();
    return recall(question, now) ?? ask(question, search, true);
  };

  return {
    answer: (question, search, signal) => orAbort(find(question, search), signal),
  };
}
