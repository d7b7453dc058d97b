import type { DemoLanguage } from './languages.ts';

/** A field of interest: its word in each language, what is posted about, and its hashtags. */
export interface DemoCategory {
  name: string;
  words: Record<DemoLanguage, string>;
  subjects: readonly string[];
  hashtags: readonly string[];
}

function category(name: string, words: string, subjects: string, hashtags: string): DemoCategory {
  const [en = '', es = '', de = '', fr = '', pt = '', ja = ''] = words.split('|');
  return {
    name,
    words: { en, es, de, fr, pt, ja },
    subjects: subjects.split('|'),
    hashtags: hashtags.split(' '),
  };
}

/** `tech` is first: it is drawn a little more often than the others. */
export const DEMO_CATEGORIES: readonly DemoCategory[] = [
  category(
    'tech',
    'tech reviews|tecnología|Technik|high-tech|tecnologia|テクノロジー',
    'a foldable phone|this tiny keyboard|a home server|noise-cancelling headphones|the new laptop|open-source tools',
    'tech gadgets coding software ai setup opensource smarthome',
  ),
  category(
    'fashion',
    'fashion|moda|Mode|mode|moda|ファッション',
    'a capsule wardrobe|vintage denim|autumn layers|this linen suit|second-hand finds|the white shirt',
    'fashion ootd style vintage streetwear slowfashion lookbook denim',
  ),
  category(
    'food',
    'food|cocina|Kochen|cuisine|culinária|料理',
    'sourdough|a one-pot curry|street tacos|the perfect ramen|a plum cake|breakfast for ten',
    'food recipes homecooking baking foodie streetfood vegan dinner',
  ),
  category(
    'travel',
    'travel|viajes|Reisen|voyage|viagens|旅行',
    'a night train|three days in Porto|an island without cars|packing light|mountain huts|the slow way south',
    'travel wanderlust slowtravel trains backpacking citybreak islands roadtrip',
  ),
  category(
    'fitness',
    'fitness|entrenamiento|Fitness|musculation|treino|フィットネス',
    'a twenty-minute workout|my first pull-up|leg day|mobility for desk people|a marathon plan|kettlebells',
    'fitness workout gym mobility running strength homeworkout training',
  ),
  category(
    'gaming',
    'gaming|videojuegos|Gaming|jeux vidéo|jogos|ゲーム',
    'a cosy farming game|the final boss|split-screen nights|a speedrun attempt|this indie gem|retro consoles',
    'gaming indiegames retrogaming speedrun twitch esports cosygames pcgaming',
  ),
  category(
    'beauty',
    'beauty|belleza|Kosmetik|beauté|beleza|美容',
    'a five-minute face|curly hair care|sunscreen for oily skin|a bold lip|drugstore finds|my evening routine',
    'beauty makeup skincare curlyhair nails spf grwm haircare',
  ),
  category(
    'music',
    'music|música|Musik|musique|música|音楽',
    'a new loop|the bridge of this song|practising scales|a bedroom session|vinyl on a Sunday|four chords',
    'music guitar songwriting vinyl producer livemusic piano jazz',
  ),
  category(
    'art',
    'art|arte|Kunst|art|arte|アート',
    'a page a day|gouache on paper|a mural|line work|the colour blue|portraits from life',
    'art illustration sketchbook gouache digitalart mural painting ink',
  ),
  category(
    'photography',
    'photography|fotografía|Fotografie|photographie|fotografia|写真',
    'a roll of film|blue hour|street portraits|one lens for a year|fog over the harbour|printing at home',
    'photography film streetphotography 35mm landscape portrait bluehour analog',
  ),
  category(
    'education',
    'education|educación|Bildung|éducation|educação|教育',
    'fractions that make sense|study notes|a reading plan|exam week|teaching with maps|learning two languages',
    'education studygram teaching learning languages students maths classroom',
  ),
  category(
    'science',
    'science|ciencia|Wissenschaft|science|ciência|科学',
    'why the sky is blue|a kitchen experiment|deep-sea life|black holes|how vaccines work|a year of soil samples',
    'science space biology physics stem chemistry astronomy nature',
  ),
  category(
    'business',
    'business|negocios|Unternehmertum|entrepreneuriat|negócios|ビジネス',
    'a first hire|pricing honestly|saying no|a small shop|the quarterly plan|bootstrapping',
    'business startup entrepreneur smallbusiness marketing freelance leadership productivity',
  ),
  category(
    'finance',
    'personal finance|finanzas|Finanzen|finances|finanças|お金',
    'an emergency fund|index funds|a no-spend month|reading a payslip|rent or buy|the first budget',
    'finance investing budget moneytips savings economy etf debtfree',
  ),
  category(
    'comedy',
    'comedy|humor|Comedy|humour|humor|お笑い',
    'my landlord|family dinners|a bad first date|office small talk|the school run|airport people',
    'comedy standup sketch humor parody funny jokes improv',
  ),
  category(
    'parenting',
    'family life|crianza|Familie|parentalité|maternidade|子育て',
    'bedtime|a lunch box that comes back empty|screen time|twins|rainy days inside|the first day of school',
    'parenting family momlife dadlife toddler homeschool kidsactivities newborn',
  ),
  category(
    'pets',
    'pets|mascotas|Haustiere|animaux|animais|ペット',
    'a very old cat|teaching a puppy to wait|the rescue dog|parrots who talk back|a vet visit|winter walks',
    'pets dogsofinstagram cats rescue puppy catlife birds adoptdontshop',
  ),
  category(
    'sports',
    'sports|deporte|Sport|sport|esporte|スポーツ',
    'the derby|a comeback season|open-water swimming|a bouldering problem|track day|grassroots football',
    'sports football climbing swimming cycling basketball tennis athletics',
  ),
  category(
    'cars',
    'cars|coches|Autos|voitures|carros|車',
    'an electric road trip|a barn find|winter tyres|the gearbox|a hatchback from 1991|detailing',
    'cars classiccars ev garage jdm motorsport restoration detailing',
  ),
  category(
    'home',
    'interiors|decoración|Wohnen|décoration|decoração|インテリア',
    'a rented kitchen|shelves for a narrow hall|limewash|a balcony garden|storage under the stairs|warm light',
    'home interiors diy decor plants smallspaces renovation gardening',
  ),
  category(
    'books',
    'books|libros|Bücher|livres|livros|本',
    'a novel in a weekend|translated fiction|the last page|poems for winter|a library card|unfinished series',
    'books bookstagram reading booktok fiction poetry library fantasy',
  ),
  category(
    'film',
    'film|cine|Film|cinéma|cinema|映画',
    'a short film|the long take|sound design|a double feature|colour grading|an unloved sequel',
    'film cinema filmmaking shortfilm movies director documentary screenwriting',
  ),
  category(
    'wellness',
    'wellness|bienestar|Wohlbefinden|bien-être|bem-estar|ウェルネス',
    'sleep|a walk without a phone|breathing before meetings|morning pages|rest days|saying it out loud',
    'wellness mindfulness selfcare yoga meditation sleep mentalhealth journaling',
  ),
  category(
    'outdoors',
    'the outdoors|naturaleza|Natur|plein air|natureza|アウトドア',
    'a bivouac|wild swimming|a ridge at dawn|mending a tent|foraging|the long trail',
    'outdoors hiking camping trailrunning mountains wildswimming bikepacking vanlife',
  ),
];
