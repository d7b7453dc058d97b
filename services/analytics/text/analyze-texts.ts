import type { CategoryGuess, ProfileTexts } from './guess-category.ts';
import { guessCategory } from './guess-category.ts';

export interface TextsInput extends ProfileTexts {
  guessLanguage: boolean;
  guessCategory: boolean;
}

/** `null` when it was not requested, or when the texts are not conclusive. */
export interface TextAnalysis {
  language: string | null;
  category: CategoryGuess | null;
}

/** Guesses from the texts of each profile. Pure: equal texts give equal results. The detector loads with its first use. */
export async function analyzeTexts(inputs: readonly TextsInput[]): Promise<TextAnalysis[]> {
  const detector = inputs.some(({ guessLanguage }) => guessLanguage)
    ? await import('./detect-language.ts')
    : null;
  return inputs.map((input) => ({
    language: input.guessLanguage ? (detector?.detectLanguage([input.bio, ...input.posts]) ?? null) : null,
    category: input.guessCategory ? guessCategory(input) : null,
  }));
}
