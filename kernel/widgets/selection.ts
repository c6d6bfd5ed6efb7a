import { isDeepStrictEqual } from 'node:util';
import { Widget, type WidgetHome } from './widget';
import type { State } from './wire';

/** What can be chosen: texts, or values under the texts that stand for them. */
export type Options<Value> = readonly (Value & string)[] | Readonly<Record<string, Value>>;

/**
 * A control by which one or several of `options` are chosen. Pages know texts and positions; here the chosen `value` is
 * at hand as well, and `change:value` tells of it.
 */
export class Selection<Values extends object> extends Widget<Values> {
  /** What the texts stand for. */
  private choices: unknown[];

  /** @param defaults of the state; a list as `index` says that several can be chosen */
  constructor(
    name: string,
    home: WidgetHome,
    private readonly defaults: State,
    given: State,
  ) {
    const { options: offered = [], value, ...rest } = given;
    const { labels, choices } = read(offered as Options<unknown>);
    const index = value === undefined ? first(labels, defaults) : position(value, choices, name);
    super(name, home, { ...defaults, index, ...rest, _options_labels: labels });
    this.choices = choices;
  }

  protected override knows(key: string): boolean {
    return key === 'value' || key === 'options' || super.knows(key);
  }

  protected override value(key: string): unknown {
    if (key === 'options') return options(super.value('_options_labels') as string[], this.choices);
    if (key !== 'value') return super.value(key);
    const index = super.value('index') as number | number[] | null;
    if (Array.isArray(index)) return index.map((one) => this.choices[one] ?? null);
    return index === null ? null : (this.choices[index] ?? null);
  }

  protected override translate({ options: offered, value, ...changes }: State): State {
    if (offered !== undefined) {
      const { labels, choices } = read(offered as Options<unknown>);
      this.choices = choices;
      Object.assign(changes, { _options_labels: labels, index: first(labels, this.defaults) });
    }
    if (value !== undefined) changes.index = position(value, this.choices, this.name);
    return changes;
  }

  protected override derived(changed: ReadonlySet<string>): string[] {
    const names = changed.has('_options_labels') ? ['options'] : [];
    return names.length || changed.has('index') ? [...names, 'value'] : names;
  }
}

function read(offered: Options<unknown>): { labels: string[]; choices: unknown[] } {
  if (Array.isArray(offered)) return { labels: offered.map(String), choices: [...(offered as unknown[])] };
  return { labels: Object.keys(offered), choices: Object.values(offered) };
}

function options(labels: string[], choices: unknown[]): Options<unknown> {
  return labels.every((label, i) => label === choices[i])
    ? labels
    : Object.fromEntries(labels.map((label, i) => [label, choices[i]]));
}

/** What is chosen before the user has chosen anything. */
function first(labels: string[], { index }: State): unknown {
  return Array.isArray(index) ? index : labels.length ? 0 : null;
}

function position(value: unknown, choices: unknown[], name: string): number | number[] | null {
  if (value === null) return null;
  const at = choices.findIndex((choice) => isDeepStrictEqual(choice, value));
  if (at >= 0) return at;
  if (Array.isArray(value)) return value.map((one) => position(one, choices, name) as number);
  throw new RangeError(`${name}: value must be one of the options, found ${JSON.stringify(value)}.`);
}
