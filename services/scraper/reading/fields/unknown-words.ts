/** What lists write where they do not know a value, in lower case and without punctuation at the ends. */
const UNKNOWN = new Set([
  ...[
    '',
    'na',
    'n/a',
    'n.a',
    'n\\a',
    'nan',
    'null',
    'none',
    'nil',
    'undefined',
    'unknown',
    'undisclosed',
    'tbd',
  ],
  ...[
    'not available',
    'not applicable',
    'not found',
    'not set',
    'not specified',
    'no data',
    'missing',
    'hidden',
  ],
  ...[
    'private',
    'value!',
    'valor!',
    'valeur!',
    'wert!',
    'ref!',
    'name?',
    'div/0!',
    'error!',
    'nv',
    'n.v',
    'k.a',
  ],
  ...[
    'keine angabe',
    'unbekannt',
    'inconnu',
    'inconnue',
    'desconocido',
    'desconocida',
    'sin datos',
    'no disponible',
  ],
  ...[
    'desconhecido',
    'sconosciuto',
    'non disponibile',
    'onbekend',
    'okand',
    'ukjent',
    'bilinmiyor',
    'yok',
    'brak',
  ],
  ...[
    'неизвестно',
    'нет данных',
    'нет',
    'невідомо',
    'غير معروف',
    '不明',
    '未知',
    '未公開',
    '非公開',
    '无',
    '無',
    '없음',
    '알수없음',
  ],
]);

const EDGES = /^[\s"'`‘’“”#([<]+|[\s"'`‘’“”)\]>.]+$/g;

/** No such word is longer, marks around it included. */
const MAX_LENGTH = 24;

/** Is it a word for "unknown", such as `N/A'`, `#VALOR!`, `-` or `nan`? Blank is one too. */
export function isUnknownWord(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  // Most values have no marks around them.
  if (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1))) {
    return UNKNOWN.has(text.toLowerCase());
  }
  const bare = text.replace(EDGES, '').toLowerCase();
  return UNKNOWN.has(bare) || /^[-–—−_?.*]+$/.test(bare);
}

/** A letter or digit of ASCII. */
function isPlain(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57);
}
