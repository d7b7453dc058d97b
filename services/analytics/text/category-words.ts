// A table of words: it is long because every category has words in many languages.

/**
 * Words that indicate a category, in lower case without accents. The parts of a phrase must be adjacent. Words that
 * several categories share (`design`, `style`) are left out: a wrong guess is worse than none.
 */
export const CATEGORY_WORDS: Readonly<Record<string, string>> = {
  tech:
    'technology tech software computer science data scientist developer programmer programming coding engineer devops kubernetes javascript python ' +
    'frontend backend fullstack opensource open source machine learning artificial intelligence ai llm data science ' +
    'cybersecurity infosec gadgets robotics blockchain cloud computing web development android ios app linux github ' +
    'tecnologia programacion desarrollador programador desenvolvedor programacao entwickler softwareentwickler ' +
    'programmierer technik developpeur programmeur informatique informatica sviluppatore yazilim yazilimci teknoloji ' +
    'программист разработчик программирование технологии プログラミング エンジニア テクノロジー ガジェット 프로그래밍 개발자 编程 程序员 科技 技术 برمجة مبرمج تقنية programista oprogramowanie',
  fashion:
    'fashion fashionista ootd streetwear stylist outfits lookbook menswear womenswear wardrobe haute couture moda ' +
    'modeblogger mode fashionblogger мода стилист одежда ファッション コーデ 패션 时尚 穿搭 أزياء الأزياء modowa',
  food:
    'food foodie recipe recipes cooking chef baker baking cuisine kitchen vegan vegetarian restaurant gastronomy bbq ' +
    'homecooking sourdough pastry comida cocina recetas gastronomia receitas culinaria cozinha kochen rezepte backen ' +
    'recettes patisserie cucina ricette yemek tarifleri кулинария рецепты еда готовить 料理 レシピ グルメ 요리 맛집 美食 烹饪 الطبخ وصفات gotowanie przepisy kuchnia resep makanan',
  travel:
    'travel traveler traveller travelling traveling backpacking backpacker wanderlust nomad vanlife roadtrip tourism ' +
    'viajes viajero viajar viagem viagens viajante reisen reiseblog reise voyage voyages voyageur viaggi viaggiare ' +
    'seyahat gezgin gezi путешествия путешественник 旅行 旅 여행 旅游 السفر سفر podroze podrozniczka jalan jalan',
  fitness:
    'fitness gym workout workouts bodybuilding crossfit personal trainer powerlifting calisthenics yoga pilates ' +
    'kettlebell entrenamiento gimnasio musculacion treino academia musculation allenamento palestra antrenman ' +
    'фитнес тренировки йога フィットネス 筋トレ ヨガ 피트니스 헬스 健身 瑜伽 اللياقة يوغا silownia',
  gaming:
    'gaming gamer gamers gameplay esports videogames video games playstation xbox nintendo minecraft fortnite speedrun ' +
    'videojuegos videojogos jogos jeux video videospiele oyun oyuncu игры геймер ゲーム ゲーマー 게임 游戏 الألعاب العاب gry',
  beauty:
    'beauty makeup skincare cosmetics mua haircare nails hairstylist make up belleza maquillaje beleza maquiagem ' +
    'schonheit kosmetik beaute maquillage bellezza trucco makyaj guzellik красота макияж косметика コスメ メイク 美容 뷰티 메이크업 美妆 المكياج تجميل uroda makijaz',
  music:
    'music musician singer songwriter rapper guitarist drummer pianist composer dj band orchestra hiphop jazz album ' +
    'musica musico cantante cantautor cantor musik musiker sanger musique musicien chanteur cantante muzik muzisyen sarkici ' +
    'музыка музыкант певец певица 音楽 ミュージシャン 歌手 음악 가수 音乐 歌手 موسيقى الموسيقى مغني muzyka muzyk penyanyi',
  art:
    'artist illustrator illustration painter painting sculptor drawing digital art digitalart watercolor comic artist ' +
    'ilustrador ilustradora ilustracion pintor pintora ilustracao kunst kunstler kunstlerin illustratorin dessin peintre ' +
    'illustratrice pittore ressam cizim художник художница иллюстратор イラスト イラストレーター 絵 일러스트 화가 插画 画家 رسام فنان ilustrator malarz',
  photography:
    'photographer photography photos photo landscape photography portrait photography fotografo fotografa fotografia fotograf ' +
    'fotografin fotografie photographe photographie fotografci fotografcilik фотограф фотография 写真 フォトグラファー カメラマン 사진 사진작가 摄影 摄影师 مصور التصوير zdjecia',
  education:
    'education teacher teaching tutor professor lecturer classroom studygram learn english tutorials courses educator ' +
    'educacion profesor profesora maestra educacao professora bildung lehrer lehrerin education enseignant insegnante ' +
    'istruzione egitim ogretmen образование учитель преподаватель 教育 先生 勉強 교육 선생님 老师 تعليم معلم edukacja nauczyciel',
  science:
    'science scientist physics physicist chemistry biology biologist astronomy astronomer astrophysics neuroscience ' +
    'researcher research phd ciencia cientifico cientifica astronomia ciencias wissenschaft wissenschaftler astronomie ' +
    'chercheur scienza scienziato bilim astronomi наука ученый астрономия 科学 天文 과학 天文学 科学家 علوم الفلك nauka',
  business:
    'entrepreneur entrepreneurship business startup startups founder ceo marketing ecommerce leadership freelancer ' +
    'branding emprendedor emprendimiento negocios empreendedor empreendedorismo unternehmer unternehmen grunder ' +
    'entrepreneuse imprenditore girisimci предприниматель бизнес маркетинг 起業家 ビジネス 창업 비즈니스 创业 商业 ريادة الأعمال تسويق przedsiebiorca biznes',
  finance:
    'finance investing investor stocks trading trader crypto bitcoin personal finance economics economist accounting ' +
    'finanzas inversiones financas investimentos finanzen aktien borse bourse finanza investimenti finans yatirim ' +
    'финансы инвестиции 投資 株 금융 투자 投资 理财 استثمار finanse inwestowanie',
  comedy:
    'comedy comedian standup stand up comedy humor humour memes meme parody comico humorista comedia comediante ' +
    'komiker kabarett humoriste comico komedyen юмор комик お笑い 코미디 搞笑 كوميدي komik kabareciarz',
  parenting:
    'parenting mom mum dad motherhood fatherhood mommy momlife dadlife toddler newborn maternidad mama blogger paternidad ' +
    'maternidade familienblog elternschaft maman parentalite mamma genitori annelik anne bebek материнство мама 育児 ママ 육아 育儿 أمومة macierzynstwo',
  pets:
    'dog dogs cat cats puppy kitten pets veterinarian dogsofinstagram catsofinstagram perros gatos mascotas cachorro ' +
    'hunde katzen haustiere chien chat animaux cani gatti kopek kedi собаки кошки питомцы 犬 猫 ペット 강아지 고양이 宠物 قطط كلاب psy koty',
  sports:
    'football footballer soccer basketball tennis cricket rugby cycling cyclist swimming marathon runner athlete nba nfl ' +
    'futbol futbolista baloncesto ciclismo ciclista futebol fussball radfahren radsport velo cyclisme calcio ciclista ' +
    'bisiklet futbolcu футбол велоспорт спортсмен サッカー 野球 自転車 축구 자전거 足球 骑行 كرة القدم الدراجات pilka nozna rowery kolarstwo',
  cars:
    'cars car automotive motorsport supercars jdm motorcycle motorbike drifting formula 1 coches autos carros motos ' +
    'oldtimer voitures automobile automobili araba otomobil автомобили машины 車 バイク 자동차 汽车 سيارات samochody motoryzacja',
  home:
    'interior interiors interior design home decor homedecor gardening gardener garden renovation diy houseplants ' +
    'decoracion jardineria hogar jardinagem decoracao garten gartnern einrichtung jardinage jardin decoration giardinaggio ' +
    'arredamento bahce dekorasyon садоводство сад интерьер 園芸 インテリア ガーデニング 인테리어 정원 园艺 家居 البستنة ديكور ogrodnictwo ogrod',
  books:
    'books book bookstagram booktok author writer novelist reading literature poet poetry libros lectura escritor escritora ' +
    'livros leitura literatura bucher autor autorin lesen livres lecture ecrivain auteur libri scrittore kitap yazar ' +
    'книги писатель литература 読書 小説 作家 책 독서 작가 读书 作家 文学 كتب كاتب ksiazki pisarz',
};

/** Entries of the table that are several words. Everything else is separated by spaces. */
export const PHRASES: readonly string[] = [
  'open source',
  'computer science',
  'data scientist',
  'machine learning',
  'artificial intelligence',
  'data science',
  'cloud computing',
  'web development',
  'haute couture',
  'personal trainer',
  'video games',
  'jeux video',
  'make up',
  'digital art',
  'comic artist',
  'landscape photography',
  'portrait photography',
  'learn english',
  'personal finance',
  'stand up comedy',
  'mama blogger',
  'formula 1',
  'interior design',
  'home decor',
  'jalan jalan',
  'ريادة الأعمال',
  'كرة القدم',
  'pilka nozna',
];

/** Words that say little alone: an engineer can be an author, and a baker the founder of a business. */
export const WEAK_WORDS: readonly string[] = (
  'author autor autorin auteur writer yazar reading research researcher phd founder ceo business marketing leadership ' +
  'startup startups entrepreneur freelancer branding education teacher teaching tutorials professor lecturer educator app ' +
  'technology tech album author autor books book cat cats dog dogs chat mom mum dad garden jardin photo photos podcast ' +
  'drawing food cuisine running swimming cycling music musik musica art kunst mode style car cars design economics'
).split(' ');
