import { literal } from '../view/literal';
import type { ModelCard } from './card';
import { formOptions, type Say, type ZooOption, type ZooValue, type ZooValues, wrongValue } from './form';

/** The card's values before a reader changes any. */
export function zooDefaults(card: ModelCard): ZooValues {
  return Object.fromEntries(formOptions(card).map(({ name, value }) => [name, value]));
}

/** Where the code of a card is to go, and what it shows. */
export interface ZooCodeOptions {
  /** The variable with the data; without it the code loads the card's sample, or says what to load. */
  data?: string | undefined;
  /** Which of the card's looks the last line takes; the first unless given. */
  look?: number;
  /** Puts what is wrong into the reader's language. */
  say?: Say;
}

/**
 * The code of a card for the values of its form: makes the model, trains it and looks at what it learned.
 *
 * @returns the code, or what is wrong with a value in a sentence for the reader
 */
export function zooCode(
  card: ModelCard,
  values: ZooValues,
  { data, look = 0, say }: ZooCodeOptions = {},
): { code: string } | { wrong: string; option: string } {
  for (const option of formOptions(card, say)) {
    const wrong = wrongValue(option, valueOf(option, values));
    if (wrong) return { wrong: `${option.label} ${wrong}.`, option: option.name };
  }
  const given = zooArguments(card, values);
  const { imports, lines, name } = dataLines(card, data);
  const { imports: looked, code } = card.looks[look]!;
  const all = [...new Set([...imports, 'zoo', ...looked])];
  return {
    code: [
      `import { ${all.join(', ')} } from 'tissuebook'`,
      ...lines,
      `const ${card.id} = zoo.create(${[`'${card.id}'`, ...written(given.create)].join(', ')})`,
      `await ${card.id}.fit(${[name, ...written(given.fit)].join(', ')})`,
      code.replaceAll('{model}', card.id).replaceAll('{data}', name),
    ].join('\n'),
  };
}

/** The options of the two calls: those that are left to the preset are left out. */
export function zooArguments(card: ModelCard, values: ZooValues): Record<'create' | 'fit', Record<string, ZooValue>> {
  const given: Record<'create' | 'fit', Record<string, ZooValue>> = { create: {}, fit: {} };
  for (const option of formOptions(card)) {
    const value = valueOf(option, values);
    if (value !== undefined && value !== '') given[option.in][option.name] = value;
  }
  return given;
}

/** Options as an argument; none where all are left to the model. */
const written = (options: Record<string, ZooValue>): string[] =>
  Object.keys(options).length > 0 ? [literal(options)] : [];

function dataLines(card: ModelCard, data?: string): { imports: string[]; lines: string[]; name: string } {
  if (data !== undefined) return { imports: [], lines: [], name: data };
  if (card.sample === undefined) {
    const needs = card.needs.map(({ text }) => `// - ${text.replace(/\s+/g, ' ')}`);
    const lines = [
      '// Put the path of your own file here. It needs:',
      ...needs,
      "const data = await readH5ad('my-data.h5ad')",
    ];
    return { imports: ['readH5ad'], lines, name: 'data' };
  }
  return { imports: ['datasets'], lines: [`const tissue = await datasets.load('${card.sample}')`], name: 'tissue' };
}

function valueOf(option: ZooOption, values: ZooValues): ZooValue {
  return Object.hasOwn(values, option.name) ? values[option.name] : option.value;
}
