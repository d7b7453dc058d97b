/** A term of English bios, and the same in German, French, Spanish, Portuguese, Italian, Polish, Russian, Turkish, Japanese, Korean, Chinese. */
export interface Concept {
  /** The term, as a question. */
  english: string;
  /** A question in English in other words. */
  paraphrase: string;
  term: RegExp;
  translations: string[];
}

function concept(english: string, paraphrase: string, term: RegExp, translations: string): Concept {
  return { english, paraphrase, term, translations: translations.split('|') };
}

export const CONCEPTS: readonly Concept[] = [
  concept(
    'machine learning',
    'algorithms that learn from data',
    /machine learning/i,
    'maschinelles Lernen|apprentissage automatique|aprendizaje automático|aprendizado de máquina|apprendimento automatico|uczenie maszynowe|машинное обучение|makine öğrenmesi|機械学習|기계 학습|机器学习',
  ),
  concept(
    'student',
    'attending university',
    /\bstudents?\b/i,
    'Studentin|étudiant|estudiante universitario|estudante universitário|studente universitario|studentka|студент|öğrenci|学生|대학생|大学生',
  ),
  concept(
    'scientist',
    'academic researcher',
    /\bscientists?\b/i,
    'Wissenschaftler|scientifique|científico|cientista|scienziato|naukowiec|учёный|bilim insanı|科学者|과학자|科学家',
  ),
  concept(
    'engineer',
    'builds software for a living',
    /\bengineers?\b/i,
    'Ingenieur|ingénieur|ingeniero|engenheiro|ingegnere|inżynier|инженер|mühendis|エンジニア|엔지니어|工程师',
  ),
  concept(
    'news',
    'current affairs and headlines',
    /\bnews\b/i,
    'Nachrichten|actualités|noticias|notícias|notizie|wiadomości|новости|haberler|ニュース|뉴스|新闻',
  ),
  concept(
    'music',
    'songs and melodies',
    /\bmusic\b/i,
    'Musik|musique|música|música|musica|muzyka|музыка|müzik|音楽|음악|音乐',
  ),
  concept(
    'photographer',
    'takes pictures with a camera',
    /\b(photographer|photography)\b/i,
    'Fotograf|photographe|fotógrafo|fotografia|fotografo|fotografia|фотограф|fotoğrafçı|写真家|사진작가|摄影师',
  ),
  concept(
    'open source',
    'free software that anyone can change',
    /\bopen[- ]source\b/i,
    'quelloffene Software|logiciel libre|software de código abierto|software de código aberto|software libero|otwarte oprogramowanie|свободное программное обеспечение|açık kaynak yazılım|オープンソース|오픈소스|开源软件',
  ),
  concept(
    'games',
    'playing on console or PC',
    /\b(games?|gaming)\b/i,
    'Videospiele|jeux vidéo|videojuegos|jogos de videogame|videogiochi|gry wideo|видеоигры|bilgisayar oyunları|ゲーム|게임|游戏',
  ),
  concept(
    'robot',
    'automated machines and drones',
    /\brobot(s|ics)?\b/i,
    'Robotik|robotique|robótica|robótica|robotica|robotyka|робототехника|robotik|ロボット|로봇|机器人',
  ),
  concept(
    'health',
    'doctors, hospitals and wellbeing',
    /\b(health|medical|medicine)\b/i,
    'Gesundheit und Medizin|santé et médecine|salud y medicina|saúde e medicina|salute e medicina|zdrowie i medycyna|здоровье и медицина|sağlık ve tıp|健康と医療|건강과 의학|健康与医学',
  ),
  concept(
    'movie',
    'cinema lovers and Hollywood',
    /\b(movies?|films?)\b/i,
    'Filme|cinéma|películas|cinema|cinema|filmy|кино|sinema filmleri|映画|영화|电影',
  ),
  concept(
    'designer',
    'creates user interfaces and visuals',
    /\bdesigners?\b/i,
    'Gestalter|graphiste|diseñador|designer gráfico|grafico|projektant|дизайнер|tasarımcı|デザイナー|디자이너|设计师',
  ),
  concept(
    'crypto',
    'blockchain coins and tokens',
    /\b(crypto|bitcoin|cryptocurrency)\b/i,
    'Kryptowährung|cryptomonnaie|criptomonedas|criptomoedas|criptovalute|kryptowaluty|криптовалюта|kripto para|仮想通貨|암호화폐|加密货币',
  ),
  concept(
    'security',
    'protecting systems from attackers',
    /\b(security|hacker|hacking)\b/i,
    'IT-Sicherheit|sécurité informatique|seguridad informática|segurança da informação|sicurezza informatica|bezpieczeństwo informatyczne|информационная безопасность|bilgi güvenliği|情報セキュリティ|정보 보안|信息安全',
  ),
  concept(
    'car',
    'driving and motors',
    /\b(cars?|vehicles?|automotive)\b/i,
    'Autos|voitures|coches|carros|automobili|samochody|автомобили|arabalar|自動車|자동차|汽车',
  ),
  concept(
    'teacher',
    'educator at a university',
    /\b(teacher|professor|lecturer)\b/i,
    'Lehrer|enseignant|profesor|professor|insegnante|nauczyciel|преподаватель|öğretmen|教師|교사|老师',
  ),
  concept(
    'finance',
    'trading on the share market',
    /\b(finance|investing|stocks?)\b/i,
    'Finanzen und Aktien|finance et bourse|finanzas y bolsa|finanças e bolsa|finanza e borsa|finanse i giełda|финансы и акции|finans ve borsa|金融と株|금융과 주식|金融和股票',
  ),
];
