import { literal } from '../view/literal';
import type { ZooCard } from './card';
import { type ZooOption, type ZooValue, type ZooValues, wrongValue } from './option';

/** The data set that code loads when a notebook has none: the one that comes with the library. */
const SAMPLE = 'cycif-tumour';

/** The card's values before a reader changes any. */
export function zooDefaults(card: ZooCard): ZooValues {
  return Object.fromEntries(card.options.map((option) => [option.name, option.value]));
}

/**
 * The code of a card for the values of its form: makes the model, trains it and looks at what it learnt.
 *
 * @param data the variable with the data; without it the code loads the tumour that comes with the library
 * @returns the code, or what is wrong with a value in a sentence for the reader
 */
export function zooCode(
  card: ZooCard,
  values: ZooValues,
  data?: string,
): { code: string } | { wrong: string; option: string } {
  for (const option of card.options) {
    const wrong = wrongValue(option, valueOf(option, values));
    if (wrong) return { wrong: `${option.label} ${wrong}.`, option: option.name };
  }
  const given = zooArguments(card, values);
  const name = data ?? 'tumour';
  const imports = [...(data === undefined ? ['datasets'] : []), 'zoo', ...card.look.imports];
  const lines = [
    `import { ${imports.join(', ')} } from 'tissuebook'`,
    ...(data === undefined ? [`const tumour = await datasets.load('${SAMPLE}')`] : []),
    `const ${card.id} = zoo.create('${card.id}', ${literal(given.create)})`,
    `await ${card.id}.fit(${name}, ${literal(given.fit)})`,
    card.look.line(card.id, name),
  ];
  return { code: lines.join('\n') };
}

/** The options of the two calls: those that are left to the preset are left out. */
export function zooArguments(card: ZooCard, values: ZooValues): Record<'create' | 'fit', Record<string, ZooValue>> {
  const given: Record<'create' | 'fit', Record<string, ZooValue>> = { create: {}, fit: {} };
  for (const option of card.options) {
    const value = valueOf(option, values);
    if (value !== undefined && value !== '') given[option.in][option.name] = value;
  }
  return given;
}

function valueOf(option: ZooOption, values: ZooValues): ZooValue {
  return Object.hasOwn(values, option.name) ? values[option.name] : option.value;
}
