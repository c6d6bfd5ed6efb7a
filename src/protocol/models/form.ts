import { flag, integer, number, oneOf, type OptionCheck } from '../../options';
import type { ModelCard } from './card';
import { settingCheck, type Setting } from './setting';

/** A value as a form has it; '' and undefined leave an option to the model's preset. */
export type ZooValue = string | number | boolean | undefined;

/** Option values by name, as a card's form has them. */
export type ZooValues = Readonly<Record<string, ZooValue>>;

/** An option in a card's form. Its value becomes part of the inserted code. */
export interface ZooOption {
  /** The option's name in code. */
  readonly name: string;
  readonly label: string;
  /** One plain sentence. */
  readonly help: string;
  /** Which call takes it: zoo.create(...) or fit(...). */
  readonly in: 'create' | 'fit';
  /** One of those that few readers change: shown on demand. */
  readonly more?: true;
  /** Whether the field may be empty, and is at first: the size decides, or the model by itself. */
  readonly optional?: true;
  /** What the form starts with; nothing where the preset decides. */
  readonly value?: ZooValue;
  readonly type: Setting['type'];
  readonly low?: number;
  readonly high?: number;
  readonly choices?: readonly string[];
}

/** Says a text in the reader's language. */
export type Say = (text: string) => string;

/**
 * The options of a card's form: size, epochs and seed first, then the settings that have a label.
 *
 * @param say puts labels and help into the reader's language; as they are unless given
 */
export function formOptions(card: ModelCard, say: Say = (text) => text): ZooOption[] {
  const { epochs, seed } = card.settings;
  const read = card.readingPresets ?? [];
  const first: ZooOption[] = [
    {
      name: 'preset',
      label: say('Size'),
      help: say(card.presetHelp),
      in: 'create',
      type: 'choice',
      choices: Object.keys(card.presets).filter((name) => !read.includes(name)),
      value: 'small',
    },
    {
      ...bounds(epochs),
      name: 'epochs',
      label: say('Epochs'),
      help: say(EPOCHS_HELP),
      in: 'fit',
      ...(card.firstEpochs === undefined ? { optional: true } : { value: card.firstEpochs }),
    },
    { ...bounds(seed), name: 'seed', label: say('Seed'), help: say(SEED_HELP), in: 'create', value: FIRST_SEED },
  ];
  const more = Object.entries(card.settings).flatMap(([name, setting]): ZooOption[] => {
    const { label, help } = setting;
    if (label === undefined) return [];
    return [{ ...bounds(setting), name, label: say(label), help: say(help), in: 'create', more: true, optional: true }];
  });
  return [...first, ...more];
}

const EPOCHS_HELP = 'How often training goes through all cells.';
const SEED_HELP = 'The same seed gives the same result.';
/** The seed of the walkthroughs. */
const FIRST_SEED = 7;

function bounds({ type, low, high, choices }: Setting): Pick<ZooOption, 'type' | 'low' | 'high' | 'choices'> {
  return { type, ...(low !== undefined && { low }), ...(high !== undefined && { high }), ...(choices && { choices }) };
}

/** What an option is when its field is left empty, and what says so: the size, or the model's default. */
export interface EmptyValue {
  value: unknown;
  from: 'size' | 'default';
}

/** The value that an option has while its field is empty, for a size of the form. */
export function emptyValue({ presets, settings }: ModelCard, option: string, size: ZooValue): EmptyValue {
  const preset = typeof size === 'string' && Object.hasOwn(presets, size) ? presets[size]! : {};
  return Object.hasOwn(preset, option)
    ? { value: preset[option], from: 'size' }
    : { value: settings[option]?.value, from: 'default' };
}

/** What is wrong with a value, as the end of a sentence: 'must be ...'; undefined when it is fine or left to the preset. */
export function wrongValue(option: ZooOption, value: ZooValue): string | undefined {
  if ((value === undefined || value === '') && option.optional) return undefined;
  const wrong = checkOf(option)(value);
  return wrong && `must be ${wrong}`;
}

function checkOf(option: ZooOption): OptionCheck {
  const { type, low, high, choices } = option;
  if (type === 'integer') return integer(low, high);
  if (type === 'number') return number(low, high);
  if (type === 'choice') return oneOf(...choices!);
  if (type === 'flag') return flag;
  return settingCheck({ type, value: '', source: 'ours', help: '' });
}
