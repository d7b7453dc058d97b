import type { CategoryGuess, ProfileTexts } from './guess-category.ts';
import { decideCategory, MIN_POINTS, scoreCategories } from './guess-category.ts';

export interface TextsInput extends ProfileTexts {
  guessLanguage: boolean;
  guessCategory: boolean;
}

/** `null` when it was not requested, or when the texts are not conclusive. */
export interface TextAnalysis {
  language: string | null;
  category: CategoryGuess | null;
  /** What the texts are about, most points first. */
  topics: TextTopic[];
}

export interface TextTopic {
  topic: string;
  words: string[];
}

/** Guesses from the texts of each profile. Pure: equal texts give equal results. The detector loads with its first use. */
export async function analyzeTexts(inputs: readonly TextsInput[]): Promise<TextAnalysis[]> {
  const detector = inputs.some(({ guessLanguage }) => guessLanguage)
    ? await import('./detect-language.ts')
    : null;
  return inputs.map((input) => {
    const scores = input.guessCategory ? scoreCategories(input) : [];
    return {
      language: input.guessLanguage ? (detector?.detectLanguage([input.bio, ...input.posts]) ?? null) : null,
      category: decideCategory(scores),
      topics: scores
        .filter(({ points }) => points >= MIN_POINTS)
        .slice(0, MAX_TEXT_TOPICS)
        .map(({ category, words }) => ({ topic: category, words })),
    };
  });
}

const MAX_TEXT_TOPICS = 3;
