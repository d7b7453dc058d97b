// Its tables take 80 MiB; those of the larger databases twice that, for two more profiles in a hundred.
import { eld } from 'eld/extrasmall';

/** Maximum characters to examine: more cost time and hardly change the result. */
const MAX_CHARACTERS = 400;
/** Minimum letters: with fewer, a guess would be unreliable. */
const MIN_LETTERS = 20;
/** Parts that are not language: addresses, mentions, hashtags. */
const NOISE = /https?:\/\/\S+|\b\S+@\S+|[@#][\p{L}\p{N}_.]+/gu;

/**
 * The language that the texts are written in, an ISO 639-1 code; `null` when there is too little text, or when the
 * detector is not sure. Texts are taken in their order until there is enough.
 */
export function detectLanguage(texts: readonly string[]): string | null {
  let text = '';
  for (const one of texts) {
    if (text.length >= MAX_CHARACTERS) break;
    text += `${one.replace(NOISE, ' ')}\n`;
  }
  text = text.slice(0, MAX_CHARACTERS);
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  // One character of these scripts carries as much as several letters.
  const dense =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  if (letters + 2 * dense < MIN_LETTERS) return null;
  const result = eld.detect(text);
  return result.language !== '' && result.isReliable() ? result.language : null;
}
