/**
 * English names of people who do something (`gamer`, `creator`, `baker`) with the stem of what they do. The stemmer
 * keeps them apart. `stem` is its answer for `word`.
 */
export function agentStem(word: string, stem: string): string {
  if (NO_AGENTS.has(stem)) return stem;
  const base = trimEnd(stem);
  const doer = base.length >= 5 && /(?:er|tor)$/.test(base) ? trimEnd(base.slice(0, -2)) : base;
  return doer.length >= 3 ? doer : stem === '' ? word : stem;
}

/** Without a final `e` or `i` and without a doubled consonant, which forms of one word have and lack. */
function trimEnd(stem: string): string {
  const open = stem.length > 3 ? stem.replace(/[ei]$/, '') : stem;
  return open.length > 3 ? open.replace(/([bdgklmnprt])\1$/, '$1') : open;
}

/** Stems that end like an agent and are none. */
const NO_AGENTS: ReadonlySet<string> = new Set(
  `after amber anger another answer banner barber better border boulder brother butter cancer career center chapter
  character charter cheer chester cider cluster coaster copper corner counter cover cyber danger daughter dinner doctor
  easter either ever factor father feather fever fiber fighter filter finger flower folder forever former gender
  ginger hamster harper hunger hyper jumper jupiter laser latter laughter layer leather letter litter lobster matter
  master meter minor mister monitor monster mother motor motto never number offer order other oyster paper parker
  pepper photoshopper picture pioneer poster power proper quarter rather river rooster rubber sector semester September
  shoulder silver sister soccer spider summer super supper temper theater thunder tiger together tower under utter
  vector visitor water weather whatever whether winter wonder`
    .toLowerCase()
    .split(/\s+/),
);
