/** Languages in which demo profiles write, each with where its speakers are and what they say. */
export const DEMO_LANGUAGES = ['en', 'es', 'de', 'fr', 'pt', 'ja'] as const;
export type DemoLanguage = (typeof DEMO_LANGUAGES)[number];

export interface DemoPhrases {
  places: readonly (readonly [city: string, country: string])[];
  first: readonly string[];
  last: readonly string[];
  /** `%` stands for the field of interest. */
  bios: readonly string[];
  /** Follow a bio. */
  tails: readonly string[];
  /** `%` stands for what a post is about. */
  posts: readonly string[];
}

export const DEMO_PHRASES: Record<DemoLanguage, DemoPhrases> = {
  en: {
    places: [
      ['London', 'GB'],
      ['Manchester', 'GB'],
      ['New York', 'US'],
      ['Austin', 'US'],
      ['Toronto', 'CA'],
      ['Melbourne', 'AU'],
      ['Lagos', 'NG'],
      ['Nairobi', 'KE'],
      ['Mumbai', 'IN'],
      ['Dublin', 'IE'],
    ],
    first:
      'Ada Amara Ben Chloe Dev Ella Femi Grace Harper Isla Jonah Kofi Liam Maya Noah Olive Priya Quinn Rosa Sam Tara Uma Victor Willow Zane'.split(
        ' ',
      ),
    last: 'Adeyemi Bennett Carter Desai Ellis Foster Grant Hughes Iyer Jenkins Kamau Lawson Mbeki Nolan Okafor Patel Quincy Reyes Singh Turner Usman Walsh Young'.split(
      ' ',
    ),
    bios: [
      'Sharing % one honest story at a time',
      '% for people with little time',
      'All about %, no filter',
      'Notes on % and the people behind it',
      '% made simple',
      'Learning %, failing in public',
      'Weekly %, mostly from my kitchen table',
    ],
    tails: [
      'New post every Sunday',
      'Ask me anything',
      'Collabs by message',
      'Coffee first',
      'She/her',
      'Views mine',
      'Newsletter below',
    ],
    posts: [
      'Today: %.',
      'Finally tried %, and here is what I think.',
      'What nobody tells you about %.',
      'Three things I learned from %.',
      'You asked for it: %.',
      'A quiet day with %.',
      'Is it worth it? % after a month.',
    ],
  },
  es: {
    places: [
      ['Madrid', 'ES'],
      ['Sevilla', 'ES'],
      ['Ciudad de México', 'MX'],
      ['Bogotá', 'CO'],
      ['Buenos Aires', 'AR'],
      ['Lima', 'PE'],
    ],
    first:
      'Álvaro Belén Carmen Diego Elena Fabián Inés Joaquín Lucía Martín Nadia Pilar Raúl Sofía Tomás Valeria'.split(
        ' ',
      ),
    last: 'Aguilar Benítez Castaño Domínguez Espinoza Fuentes García Herrera Ibáñez Jiménez Muñoz Núñez Ortega Quiroga Ríos Zúñiga'.split(
      ' ',
    ),
    bios: [
      'Hablo de % sin rodeos',
      'Todo sobre %, cada semana',
      'Mi vida entre % y café',
      '% para todos',
      'Aprendiendo % en público',
    ],
    tails: ['Vídeos los jueves', 'Escríbeme', 'Siempre con hambre', 'Opiniones mías', 'Nuevo cada domingo'],
    posts: [
      'Hoy toca: %.',
      'Por fin he probado %.',
      'Lo que nadie te cuenta de %.',
      'Tres cosas que aprendí de %.',
      'Un mes con %.',
    ],
  },
  de: {
    places: [
      ['Berlin', 'DE'],
      ['Hamburg', 'DE'],
      ['Köln', 'DE'],
      ['Wien', 'AT'],
      ['Zürich', 'CH'],
    ],
    first:
      'Anneke Björn Clara Dörte Emil Finn Greta Henrik Ida Jürgen Käthe Lena Moritz Nele Oskar Paula Sönke Ute'.split(
        ' ',
      ),
    last: 'Albrecht Böhm Dietrich Engel Fröhlich Grün Hoffmann Jäger Krüger Lindner Möller Neumann Özdemir Pohl Schäfer Vogel Weiß'.split(
      ' ',
    ),
    bios: [
      '%, ehrlich und ohne Filter',
      'Alles über %, jede Woche',
      'Zwischen % und Kaffee',
      '% für den Alltag',
      'Ich lerne % und zeige, was schiefgeht',
    ],
    tails: ['Neue Videos am Freitag', 'Schreib mir', 'Meinung ist meine', 'Immer hungrig', 'Sonntags neu'],
    posts: [
      'Heute: %.',
      'Endlich ausprobiert: %.',
      'Was dir keiner über % sagt.',
      'Drei Dinge, die ich gelernt habe: %.',
      'Ein Monat mit %.',
    ],
  },
  fr: {
    places: [
      ['Paris', 'FR'],
      ['Lyon', 'FR'],
      ['Bruxelles', 'BE'],
      ['Montréal', 'CA'],
      ['Dakar', 'SN'],
    ],
    first:
      'Aïcha Benoît Camille Damien Élodie Fatou Gaël Hélène Inès Jérôme Kévin Léa Mathéo Noémie Océane Rémi Zoé'.split(
        ' ',
      ),
    last: 'Aubert Béranger Chevalier Diallo Étienne Fournier Gauthier Lefèvre Marchand Ndiaye Pelletier Rousseau Thibault Vasseur'.split(
      ' ',
    ),
    bios: [
      '% sans filtre',
      'Tout sur %, chaque semaine',
      'Entre % et café',
      '% pour tout le monde',
      "J'apprends : %, en public",
    ],
    tails: ['Nouvelle vidéo le mardi', 'Écris-moi', 'Avis personnels', 'Toujours en route', 'Le dimanche'],
    posts: [
      "Aujourd'hui : %.",
      "J'ai enfin essayé : %.",
      'Ce que personne ne dit sur %.',
      'Trois leçons : %.',
      'Un mois plus tard : %.',
    ],
  },
  pt: {
    places: [
      ['Lisboa', 'PT'],
      ['Porto', 'PT'],
      ['São Paulo', 'BR'],
      ['Recife', 'BR'],
      ['Luanda', 'AO'],
    ],
    first:
      'Antônio Beatriz Caio Débora Eduarda Flávio Giovana Heitor Iara João Larissa Murilo Núbia Otávio Renata Thaís'.split(
        ' ',
      ),
    last: 'Almeida Brandão Cardoso Dias Esteves Falcão Gonçalves Leitão Magalhães Nóbrega Pacheco Queirós Ramalho Simões Vasconcelos'.split(
      ' ',
    ),
    bios: [
      '% sem filtro',
      'Tudo sobre %, toda semana',
      'Entre % e café',
      '% para todo mundo',
      'Aprendendo % em público',
    ],
    tails: ['Vídeo novo na quinta', 'Me chama', 'Opinião minha', 'Sempre na estrada', 'Aos domingos'],
    posts: [
      'Hoje: %.',
      'Finalmente testei: %.',
      'O que ninguém conta sobre %.',
      'Três lições: %.',
      'Um mês depois: %.',
    ],
  },
  ja: {
    places: [
      ['東京', 'JP'],
      ['大阪', 'JP'],
      ['京都', 'JP'],
      ['福岡', 'JP'],
    ],
    first: 'Aiko Daichi Emi Haruto Kaori Kenji Mei Naoki Rin Sakura Takumi Yui Yuto'.split(' '),
    last: 'Fujita Hayashi Inoue Kobayashi Matsuda Nakamura Ogawa Sasaki Shimizu Tanaka Watanabe Yamamoto'.split(
      ' ',
    ),
    bios: ['%のある毎日', '%について発信しています', '%とコーヒーが好き', 'はじめての%', '%の記録'],
    tails: ['毎週日曜に更新', 'お仕事はDMへ', '気軽にフォロー', '個人の意見です'],
    posts: ['今日は%。', 'ついに試しました：%。', '%について三つのこと。', '一か月後：%。'],
  },
};
