/**
 * Hashtags, without `#`, by which authors mark a paid post: the forms that advertising authorities of each country name
 * or accept. Separated by spaces.
 */
const MARKED_TAGS =
  'ad ads advert advertising advertisement sponsored sponsoredpost sponsoredcontent paidad paidpartnership ' +
  'paidpromotion paidcollaboration paidcontent adfeed ' +
  'werbung anzeige gesponsert bezahltewerbung bezahltepartnerschaft ' +
  'publicité publicite sponsorisé sponsorise partenariatrémunéré partenariatremunere collaborationcommerciale ' +
  'publicidad publi publipost patrocinado patrocinada anuncio contenidopatrocinado publicidade publipago parceriapaga ' +
  'pubblicità pubblicita advertisingitalia sponsorizzato adv contenutosponsorizzato annuncio ' +
  'reclame advertentie gesponsord betaaldesamenwerking reklam reklame annons betaltsamarbete annonse betaltpartnerskap ' +
  'reklama materiałreklamowy materialreklamowy współpracareklamowa wspolpracareklamowa sponsorowane ' +
  'işbirliği isbirligi реклама направахрекламы спонсор 広告 pr プロモーション タイアップ 広告案件 광고 유료광고 협찬 ' +
  '广告 廣告 赞助 贊助 推广 業配 إعلان اعلان إعلان_مدفوع iklan kemitraanberbayar sponsori διαφήμιση διαφημιση ' +
  'фінансованареклама реклама_спонсор โฆษณา quảngcáo quangcao';

/** Hashtags that hint at a payment and may also mean something else. */
const LIKELY_TAGS =
  'sp spon collab collaboration collabs partner partners partnership brandpartner brandpartnership ambassador ' +
  'brandambassador brandambassadors gifted giftedproduct prpackage prhaul affiliate affiliatelink influencermarketing ' +
  'kooperation zusammenarbeit botschafter botschafterin markenbotschafter markenbotschafterin ' +
  'partenariat ambassadeur ambassadrice offert colaboración colaboracion embajador embajadora colab ' +
  'parceria embaixador embaixadora collaborazione ambasciatore ambasciatrice gratisproduct samenwerking ambassadeurs ' +
  'samarbete samarbeid samarbejde współpraca wspolpraca ambasador ambasadorka ortaklık ortaklik markaelçisi hediye ' +
  'сотрудничество коллаборация амбассадор амбассадорбренда アンバサダー 提供 コラボ 체험단 제품제공 앰버서더 ' +
  '合作 体验 體驗 شراكة سفير تعاون kolaborasi kerjasama endorse endorsement συνεργασία συνεργασια';

/** Phrases of texts, in lower case: what platforms and authors write where they use no hashtag. */
export const MARKED_PHRASES: readonly string[] = [
  'paid partnership',
  'paid promotion',
  'this video is sponsored by',
  'sponsored by',
  'bezahlte partnerschaft',
  'bezahlte werbung',
  'enthält werbung',
  'partenariat rémunéré',
  'collaboration commerciale',
  'colaboración pagada',
  'publicidad pagada',
  'parceria paga',
  'publicidade paga',
  'partnership pubblicizzata',
  'contenuto sponsorizzato',
  'betaalde samenwerking',
  'betalt samarbete',
  'materiał sponsorowany',
  'на правах рекламы',
  'ücretli ortaklık',
  'タイアップ投稿',
  '유료 광고',
  '付费合作',
  'شراكة مدفوعة',
  'kemitraan berbayar',
];

export const MARKED: ReadonlySet<string> = new Set(MARKED_TAGS.split(' '));
export const LIKELY: ReadonlySet<string> = new Set(LIKELY_TAGS.split(' '));
