/** Short names of subsets, whole words once separators are blanks. */
const SUBSETS =
  /\b(?:t|ts|[cht]tl|treg|tregs|tconv|tcm|tem|temra|trm|tscm|teff|tmem|tex|tpex|tn|tfh|tph|tfr|th ?\d+|thelper|tcyt|tprolif|gdt|dnt|dpt|nkt|inkt|mait|maits|cd[348] ?t\w{0,5}|t ?gd|vd[12])\b/;
/** 'T' with its work, in one word or two; 'CD4' and 'CD8' with what only T cells are called. */
const WORDS =
  /\bt ?(?:cells?|lymphocytes?|helpers?|reg|regs)\b|\bcd[48] ?(?:naive|memory|effector|cytotoxic|helper|ctl|proliferating|cycling|exhausted|activated|em|cm|rm|tcm|tem|temra)\b/;
/** Only the marker: CD3, CD4+, CD8a+. */
const MARKER = /^cd(?:3[deg]?|4|8[ab]?) ?(?:\+|pos|positive)?(?: cells?)?$/;
/** What such words name as well: tumours, precursors, structures, mixtures, other cells with the same markers. */
const OTHERS =
  /tumou?r|cancer|carcinoma|aberrant|doublet|multiplet|malignan|neoplas|lymphoma|leuk|\bt all\b|\b[cp]tcl\b|\b(?:non|not|no|without) t\b|contamin|low quality|\bzone|\barea\b|reticular|fibroblast|strom|endothel|epithel|macroph|monocyt|\bmono\b|dendritic|\b[cp]?dcs?\b|myeloid|\bb\b|plasma|progenitor|precursor|\bpr[eo] ?t\b|\btube|neuron|interneuron|\bilc\d?\b/;

/**
 * Whether a label of a column of cell types names T cells, and them alone, as people and the Cell Ontology call them. Upper
 * and lower case do not count, nor do separators. A label of several names ('Tcm/Naive helper T cells') must name T cells in each.
 */
export function isTCellName(label: string): boolean {
  const parts = label.split('/').map(plain);
  if (OTHERS.test(parts.join(' '))) return false;
  return parts.every((part) => SUBSETS.test(part) || WORDS.test(part) || MARKER.test(part));
}

/** In lower case, Greek letters as in gd and ab, 'natural killer' as NK, a blank for each separator; '+' stays. */
function plain(label: string): string {
  return label
    .toLowerCase()
    .replace(/γ|\bgamma\b/g, 'g')
    .replace(/δ|\bdelta\b/g, 'd')
    .replace(/α|\balpha\b/g, 'a')
    .replace(/β|\bbeta\b/g, 'b')
    .replace(/[_\-.,:;()[\]|]+/g, ' ')
    .replace(/\bg ?d\b/g, 'gd')
    .replace(/\ba ?b\b/g, 'ab')
    .replace(/\bgd ?t\b/g, 'gdt')
    .replace(/\bnk ?t\b/g, 'nkt')
    .replace(/\+(?=\w)/g, '+ ')
    .replace(/\b(cd\d+[a-z]?)(?: ?\+| ?pos\b| ?positive\b| ?-|\bhigh\b)/g, '$1 ')
    .replace(/\s+/g, ' ')
    .trim();
}
