import { type AnnData, datasets, imputePatch, normalizedMutualInformation, zoo } from '../../src';
import { BULB } from './bulb';
import type { QualityContext } from './context';
import { COSMX, labelsOf } from './data';
import { atLeast, type CardLine, type Measured, type Numbers, type QualityTarget } from './target';

/** A tissue that SQUINT's settings were not sought on. */
interface Tissue {
  /** As cards call it, with its size. */
  readonly title: string;
  readonly load: (context: QualityContext) => Promise<AnnData>;
  /** The column of its cell types, where it has one. */
  readonly types?: string;
}

const LUNG: Tissue = {
  title: 'CosMx lung tumor (2,814 cells, 960 genes)',
  load: (context) => context.load(COSMX),
  types: 'cell_type',
};

const TUMOR: Tissue = {
  title: 'CyCIF tumor (3,029 cells, 33 proteins)',
  load: () => datasets.load('cycif-tumour'),
  types: 'phenotype',
};

const SPOTS: Tissue = {
  title: 'mouse olfactory bulb (786 spots, 1,000 genes)',
  load: (context) => context.load(BULB),
};

const TISSUES = [LUNG, TUMOR, SPOTS];

const METHODS = ['squint', 'mean of the 8 nearest', 'mean of the 30 nearest', 'neighbors, inwards'];

/** Tokens of a tissue and three gaps in it, both by a model trained by default. */
async function measured({ title, load, types }: Tissue, seed: number, context: QualityContext): Promise<Numbers> {
  const adata = await load(context);
  const { summary } = await zoo.create('squint', { seed }).fit(adata, { progress: false });
  const { scores } = await imputePatch(zoo.create('squint', { seed }), adata, { seed, progress: false });
  const numbers: Record<string, number> = {
    'codes used': summary.use.share,
    perplexity: summary.use.perplexity,
    ...(types && {
      'NMI with cell type': normalizedMutualInformation(labelsOf(adata, 'squint_token'), labelsOf(adata, types)),
    }),
  };
  for (const { method, genePearson } of scores) numbers[`${method}: gene r`] = genePearson;
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${title}: ${name}`, value]));
}

/** What a card says of a tissue. */
function line({ title, types }: Tissue): CardLine {
  const gaps = (found: Measured): string =>
    METHODS.map((method, at) => {
      const figure = `${title}: ${method}: gene r`;
      return at === 0 ? `gene r ${found.spread(figure)}` : `${method} ${found.shown(figure)}`;
    }).join('; ');
  const tokens = (found: Measured): string =>
    `perplexity ${found.spread(`${title}: perplexity`, 0)}` +
    (types ? `, NMI with cell type ${found.spread(`${title}: NMI with cell type`)}` : '');
  return {
    what: `Tokens and three held-out patches, ${title}, by default, 3 draws`,
    value: (found) => `${tokens(found)}; patches: ${gaps(found)}`,
  };
}

/** T26: the questions of T1 and T2 on tissues of other laboratories. Marks lie between the mean of the nearest and what one earlier seed of ours reached. */
export const squintTissues: QualityTarget = {
  id: 'T26',
  model: 'squint',
  title: 'tokens and held-out patches of three other tissues, by default',
  data: [COSMX, BULB],
  named: ['cycif-tumour'],
  seeds: [0, 1, 2],
  own: true,

  async run(seed, context) {
    const numbers: Numbers[] = [];
    for (const tissue of TISSUES) numbers.push(await measured(tissue, seed, context));
    return Object.assign({}, ...numbers) as Numbers;
  },

  marks: [atLeast(`${LUNG.title}: squint: gene r`, 0.2, 0.27), atLeast(`${SPOTS.title}: squint: gene r`, 0.48, 0.55)],
  card: TISSUES.map(line),
};
