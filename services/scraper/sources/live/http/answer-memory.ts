import type { JsonAnswer } from './json-answer.ts';

/** Answers with their ETag, by URL: the least recently used ones go first. */
export interface AnswerMemory {
  get(url: string): JsonAnswer | undefined;
  /** An answer without an ETag is not kept. */
  set(url: string, answer: JsonAnswer): void;
}

export function createAnswerMemory(capacity: number): AnswerMemory {
  const answers = new Map<string, JsonAnswer>();
  return {
    get(url) {
      const answer = answers.get(url);
      if (answer === undefined) return undefined;
      answers.delete(url);
      answers.set(url, answer);
      return answer;
    },
    set(url, answer) {
      answers.delete(url);
      if (answer.etag === null || capacity === 0) return;
      answers.set(url, answer);
      const [oldest] = answers.keys();
      if (answers.size > capacity && oldest !== undefined) answers.delete(oldest);
    },
  };
}
