import assert from 'node:assert/strict';
import { it } from 'node:test';
import { detectLanguage } from '#analytics/text/detect-language.ts';

const SENTENCES = {
  de: 'Ich schreibe jeden Tag über Gärten, Bücher und das Kochen für die ganze Familie.',
  en: 'I write about gardens, books and how to cook for the whole family every day.',
  es: 'Escribo todos los días sobre jardines, libros y cómo cocinar para toda la familia.',
  fr: 'J’écris chaque jour sur les jardins, les livres et la cuisine pour toute la famille.',
  pt: 'Escrevo todos os dias sobre jardins, livros e como cozinhar para toda a família.',
  ru: 'Каждый день пишу о садах, книгах и о том, как готовить для всей семьи.',
  ja: '毎日、庭や本、そして家族みんなのための料理について書いています。',
  ar: 'أكتب كل يوم عن الحدائق والكتب وعن الطبخ للعائلة كلها.',
};

for (const [language, text] of Object.entries(SENTENCES)) {
  it(`detects ${language}`, () => assert.equal(detectLanguage([text]), language));
}

it('does not guess from little text', () => {
  assert.equal(detectLanguage([]), null);
  assert.equal(detectLanguage(['Hola!']), null);
  assert.equal(detectLanguage(['@one @two #three https://example.com/eine-lange-adresse-hier']), null);
});

it('takes later texts when the first is short', () => {
  assert.equal(detectLanguage(['✨', SENTENCES.de]), 'de');
});
