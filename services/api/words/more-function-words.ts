/** Function words that the lists of the library lack: numerals, quantifiers, pronouns, auxiliaries, prepositions, adverbs of degree. */
export const MORE_FUNCTION_WORDS: Readonly<Record<string, string>> = {
  en:
    'a i across after along also although always among amongst another anybody anyone anything around away back behind below beside ' +
    'besides beyond come despite done eight either else enough etc even ever every everybody everyone everything except five ' +
    'four gets getting goes going got has here hers however instead into just less let lets like lot lots made make makes making many ' +
    'maybe mine much myself near neither never nine nobody none nothing now often one ones onto others otherwise per perhaps ' +
    'quite rather really said say says see seven several since six somebody someone something sometimes soon still ' +
    'take ten their therefore though three throughout thus till together too toward towards two un unless unlike upon us via way ' +
    'well whatever whenever wherever whether whichever whoever whole whose within without yet yes yourself ' +
    'im ive id ill youre youve hes shes its were theyre dont doesnt didnt cant couldnt wont wouldnt isnt arent wasnt thats whats ' +
    'll ve re',
  da: 'den det der deres hvor hvordan med mine ogsa om sine under uden ved vores til fra for pa eller og en et to tre',
  de: 'ab bei beim durch fur gegen mit ohne seit uber um und unter vom von vor wegen zu zum zur zwei drei immer mehr sehr schon gern mal',
  el: 'και για με σε στο στη στον στην στα στις απο του της των τους τον την μια ενα δυο πιο πολυ οτι που πως',
  es: 'con del por para sin sobre entre desde hasta muy mas mi mis tu tus su sus uno dos tres',
  fi: 'ja tai kanssa ilman yksi kaksi kolme myos kaikki aina',
  fr: 'avec chez dans depuis entre par pour sans sous sur vers plus tres tout tous toute toutes moi toi deux trois aussi ainsi comme',
  id: 'dan dari dengan untuk yang atau saya satu dua tiga',
  it: 'con per tra fra senza sopra sotto verso piu molto tutto tutti due tre',
  nl: 'aan bij door met naar om onder op over per tot uit van voor zonder een twee drie ook altijd alles',
  no: 'med uten til fra for pa eller og en to tre ogsa alt alle mine min',
  pl:
    'a aby ale albo bardzo bez bo by byc byl byla byli bylo ci cie ciebie co czy dla dlatego do dwa go gdy gdzie i ich ile im ja ' +
    'jak jako je jeden jedna jedno jego jej jest jestem jesli juz kazdy kiedy kto ktora ktore ktory ktorych ku lub ma mam mi miedzy mna ' +
    'mnie moj moja moje moze mozna my na nad nam nas nasz nasza nasze nic nie nich nim niz o od on ona one oni ono oraz po pod ' +
    'poniewaz przed przez przy raz sa sam sie sobie swoj swoja swoje ta tak takze tam te tego tej ten to tobie trzy tu tutaj twoj twoja ' +
    'twoje ty tych tylko tym u w wam was wasz we wiec wszystko wszystkie wszystkich z za zawsze ze',
  pt: 'com sem por para pelo pela pelos pelas sobre entre desde muito mais meu minha seu sua um dois duas tres',
  ru: 'для без про под над при через между или как что это все всё мы мой моя мои наш наша наши один два три очень',
  sv: 'och med utan till fran for pa eller om under ett en tva tre ocksa alla allt mina min',
  tr: 'icin ile ve veya gibi kadar bir iki uc cok her hem ben benim biz bizim',
};
