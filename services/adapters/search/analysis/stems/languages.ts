import { stemmer as arabic } from '@orama/stemmers/arabic';
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as greek } from '@orama/stemmers/greek';
import { stemmer as indonesian } from '@orama/stemmers/indonesian';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { foldText } from '../fold.ts';
import { agentStem } from './agent-stem.ts';

/** A language whose word forms are known. */
export interface StemLanguage {
  /** ISO 639-1. */
  code: string;
  /** Marks the stems of the language in the index. */
  tag: string;
  /** Words of another script have no stem in it. */
  script: RegExp;
  stem: (word: string) => string;
  /** Words in its script are taken to be of this language, too, whatever the language of their text. */
  usual: boolean;
}

const LATIN = /^\p{sc=Latin}+$/u;

const language = (
  code: string,
  tag: string,
  stem: (word: string) => string,
  script: RegExp = LATIN,
): StemLanguage => ({
  code,
  tag,
  stem: (word) => foldText(stem(word)),
  script,
  usual: code === 'en' || script !== LATIN,
});

const ENGLISH: StemLanguage = language('en', 'e', (word) => agentStem(word, english(word)));

/** Tags are part of every stored stem: adding a language or changing a tag raises the layout version. */
export const LANGUAGES: readonly StemLanguage[] = [
  ENGLISH,
  language('ar', 'a', arabic, /^\p{sc=Arabic}+$/u),
  language('da', 'd', danish),
  language('de', 'g', german),
  language('el', 'l', greek, /^\p{sc=Greek}+$/u),
  language('es', 's', spanish),
  language('fi', 'f', finnish),
  language('fr', 'r', french),
  language('id', 'i', indonesian),
  language('it', 't', italian),
  language('nl', 'n', dutch),
  language('no', 'o', norwegian),
  language('pt', 'p', portuguese),
  language('ru', 'u', russian, /^\p{sc=Cyrillic}+$/u),
  language('sv', 'v', swedish),
  language('tr', 'k', turkish),
];
