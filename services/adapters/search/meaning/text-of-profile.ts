import { hash } from 'node:crypto';
import type { Profile } from '#domain/profile.ts';

/** The meaning of a text of this length is clear; more costs time. */
const MAX_LENGTH = 600;

/** What a profile says about its subject: category, topics and bio. `null` when it says nothing. */
export function textOfProfile({ category, topics, bio }: Profile): string | null {
  const parts = [category ?? '', topics.join(', '), bio ?? ''].map((part) =>
    part.replaceAll(/\s+/g, ' ').trim(),
  );
  const text = parts.filter((part) => part !== '').join('. ');
  return text === '' ? null : text.slice(0, MAX_LENGTH);
}

/** A profile whose language the model does not know is found by its words alone. One without a language may be known. */
export function isKnownLanguage({ language }: Profile, languages: ReadonlySet<string>): boolean {
  return language === null || languages.has(language.toLowerCase().split(/[-_]/)[0] ?? '');
}

/** A hash of the text, 16 bytes. */
export function hashText(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, 16);
}
