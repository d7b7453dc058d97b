import { detectLanguage } from './detect-language.ts';
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

/** Guesses from the texts of one profile. Pure: equal texts give equal results. */
export function analyzeTexts(input: TextsInput): TextAnalysis {
  return {
    language: input.guessLanguage ? detectLanguage([input.bio, ...input.posts]) : null,
    category: input.guessCategory ? guessCategory(input) : null,
  };
}
