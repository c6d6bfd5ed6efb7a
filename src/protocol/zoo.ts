/**
 * What the model zoo panel shows of a model before any kernel runs: what it is for, what it needs, and the code that
 * trains it. The library's own zoo has the models; a test holds both lists together.
 */

/** An option in a card's form. Its value becomes part of the inserted code. */
export type ZooOption = {
  /** The option's name in code. */
  name: string;
  label: string;
  /** One plain sentence. */
  help: string;
} & ({ type: 'choice'; choices: readonly string[]; value: string } | ZooNumber);

/** A whole number in [low, high]. */
interface ZooNumber {
  type: 'integer';
  low: number;
  high: number;
  value: number;
}

/** Option values by name, as a card's form has them. */
export type ZooValues = Readonly<Record<string, string | number>>;

/** One model. */
export interface ZooCard {
  id: string;
  name: string;
  /** What it is asked to do, in a few words. */
  task: string;
  /** Two sentences for a biologist. */
  summary: string;
  /** What the data must have. */
  needs: readonly string[];
  /** What it writes into the data. */
  gives: readonly string[];
  /** Authors and year of the paper. */
  paper: string;
  options: readonly ZooOption[];
  /** TypeScript that loads data, trains the model and shows what it learnt. */
  code(values: ZooValues): string;
}

const seed: ZooOption = {
  name: 'seed',
  label: 'Seed',
  help: 'The same seed gives the same result.',
  type: 'integer',
  low: 0,
  high: 0xffffffff,
  value: 7,
};

const epochs: ZooOption = {
  name: 'epochs',
  label: 'Epochs',
  help: 'How often training goes through all cells.',
  type: 'integer',
  low: 1,
  high: 100_000,
  value: 5,
};

const squint: ZooCard = {
  id: 'squint',
  name: 'SQUINT',
  task: 'Tissue tokens',
  summary:
    'Learns a small dictionary of cell neighbourhoods and gives each cell the entry that fits best, its token. ' +
    'Tokens mark niches, fill in patches that were not measured, and show what a change in some cells does to others.',
  needs: ['positions of the cells', 'a count or intensity for each feature'],
  gives: ["obs['squint_token']", "obsm['X_squint']"],
  paper: 'Learning discrete representations to understand and predict tissue biology',
  options: [
    {
      name: 'preset',
      label: 'Size',
      help: 'tiny for a first look, small for a tumour on a laptop, paper for the published sizes.',
      type: 'choice',
      choices: ['tiny', 'small', 'paper'],
      value: 'small',
    },
    epochs,
    seed,
  ],
  code: ({ preset, epochs: passes, seed: start }) =>
    [
      `import { datasets, zoo, spatialView } from 'tissuebook'`,
      `const tumour = await datasets.load('cycif-tumour')`,
      `const squint = zoo.create('squint', { preset: '${preset}', seed: ${start} })`,
      `await squint.fit(tumour, { epochs: ${passes} })`,
      `spatialView(tumour, { color: 'squint_token' })`,
    ].join('\n'),
};

const cifm: ZooCard = {
  id: 'cifm',
  name: 'CI-FM',
  task: 'Virtual tissue',
  summary:
    'Learns to say what a cell expresses from the cells around it, and gives each cell a vector of its microenvironment. ' +
    'With it one can fill in cells, and ask how the model would redraw a tissue into which other cells were put.',
  needs: ['positions of the cells', 'counts, or values from zero up'],
  gives: ["obsm['X_cifm']"],
  paper: 'You et al., Building Foundation Models to Characterize Cellular Interactions',
  options: [
    {
      name: 'preset',
      label: 'Size',
      help: 'tiny for a first look, small for a tumour on a laptop, paper for the published size, which needs a GPU.',
      type: 'choice',
      choices: ['tiny', 'small', 'paper'],
      value: 'small',
    },
    { ...epochs, value: 100 },
    seed,
  ],
  code: ({ preset, epochs: passes, seed: start }) =>
    [
      `import { datasets, zoo, injectCells } from 'tissuebook'`,
      `const tumour = await datasets.load('cycif-tumour')`,
      `const cifm = zoo.create('cifm', { preset: '${preset}', seed: ${start} })`,
      `console.log(String(await cifm.fit(tumour, { epochs: ${passes} })))`,
      `await injectCells(cifm, tumour, { labels: 'phenotype', type: 'CD8 T cells', control: 'Tumor CD30+' })`,
    ].join('\n'),
};

/** The models of the zoo, in the order of the panel. */
export const zooCards: readonly ZooCard[] = [squint, cifm];

/** The card's values before a reader changes any. */
export function zooDefaults(card: ZooCard): ZooValues {
  return Object.fromEntries(card.options.map((option) => [option.name, option.value]));
}

/**
 * The code of a card for the values of its form.
 *
 * @returns the code, or what is wrong with a value in a sentence for the reader
 */
export function zooCode(card: ZooCard, values: ZooValues): { code: string } | { wrong: string; option: string } {
  const checked: Record<string, string | number> = {};
  for (const option of card.options) {
    const value = values[option.name] ?? option.value;
    const fits =
      option.type === 'choice'
        ? option.choices.includes(String(value))
        : Number.isInteger(value) && Number(value) >= option.low && Number(value) <= option.high;
    if (!fits) {
      const wanted =
        option.type === 'choice'
          ? `one of ${option.choices.join(', ')}`
          : `a whole number from ${option.low} to ${option.high}`;
      return { wrong: `${option.label} must be ${wanted}.`, option: option.name };
    }
    checked[option.name] = value;
  }
  return { code: card.code(checked) };
}
