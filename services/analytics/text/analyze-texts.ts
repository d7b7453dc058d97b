import { detectLanguage } from './detect-language.ts';
import type { CategoryGuess, ProfileTexts } from './guess-category.ts';
import { guessCategory } from './guess-category.ts';

export interface TextsInput extends ProfileTexts {
  guessLanguage: boolean;
  guessCategory: boolean;
}

/** `null` where it was not asked for, or where the texts do not tell. */
export interface TextAnalysis {
  language: string | null;
  category: CategoryGuess | null;
}

/** What the texts of one profile tell. Pure: the same texts give the same answer. */
export function analyzeTexts(input: TextsInput): TextAnalysis {
  return {
    language: input.guessLanguage ? detectLanguage([input.bio, ...input.posts]) : null,
    category: input.guessCategory ? guessCategory(input) : null,
  };
}
