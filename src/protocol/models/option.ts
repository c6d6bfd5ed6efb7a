/** A value as a form has it; '' and undefined leave an option to the model's preset. */
export type ZooValue = string | number | undefined;

/** Option values by name, as a card's form has them. */
export type ZooValues = Readonly<Record<string, ZooValue>>;

/** An option in a card's form. Its value becomes part of the inserted code. */
export type ZooOption = {
  /** The option's name in code. */
  name: string;
  label: string;
  /** One plain sentence. */
  help: string;
  /** Which call takes it: zoo.create(...) or fit(...). */
  in: 'create' | 'fit';
  /** One of those that few readers change: shown on demand, and empty at first. */
  more?: true;
} & (
  | { type: 'choice'; choices: readonly string[]; value?: string }
  /** A number in [low, high]; whole when it is an integer. */
  | { type: 'integer' | 'number'; low: number; high: number; value?: number }
);

/** What is wrong with a value, as the end of a sentence: 'must be ...'; undefined when it is fine or left to the preset. */
export function wrongValue(option: ZooOption, value: ZooValue): string | undefined {
  if (value === undefined || value === '') return option.more ? undefined : wanted(option);
  if (option.type === 'choice') return option.choices.includes(String(value)) ? undefined : wanted(option);
  const sound =
    typeof value === 'number' &&
    (option.type === 'integer' ? Number.isInteger(value) : Number.isFinite(value)) &&
    value >= option.low &&
    value <= option.high;
  return sound ? undefined : wanted(option);
}

function wanted(option: ZooOption): string {
  if (option.type === 'choice') return `must be one of ${option.choices.join(', ')}`;
  return `must be a ${option.type === 'integer' ? 'whole number' : 'number'} from ${option.low} to ${option.high}`;
}

/** The options that every model has: size, epochs, seed. */
export function commonOptions(size: string, passes: number): ZooOption[] {
  const choices = ['tiny', 'small', 'paper'];
  return [
    { name: 'preset', label: 'Size', help: size, in: 'create', type: 'choice', choices, value: 'small' },
    {
      name: 'epochs',
      label: 'Epochs',
      help: 'How often training goes through all cells.',
      in: 'fit',
      type: 'integer',
      low: 1,
      high: 100_000,
      value: passes,
    },
    {
      name: 'seed',
      label: 'Seed',
      help: 'The same seed gives the same result.',
      in: 'create',
      type: 'integer',
      low: 0,
      high: 0xffffffff,
      value: 7,
    },
  ];
}
