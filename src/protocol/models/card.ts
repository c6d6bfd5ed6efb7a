import type { ConfigOf, Settings } from './setting';

/** Something that data must have, in words; a kind that says more is checked before training. */
export type Need =
  /** A matrix of values, all finite. */
  | { readonly kind: 'values'; readonly text: string }
  /** A place for every cell. */
  | { readonly kind: 'positions'; readonly text: string }
  /** At least so many cells. */
  | { readonly kind: 'cells'; readonly least: number; readonly text: string }
  /** Two modalities of the same cells. */
  | { readonly kind: 'modalities'; readonly text: string }
  /** A picture of the tissue. */
  | { readonly kind: 'image'; readonly text: string }
  /** Said, and checked where the model reads the data. */
  | { readonly kind: 'note'; readonly text: string };

/** One figure, of a paper as printed or measured with this implementation. */
export interface Figure {
  readonly what: string;
  readonly value: string;
}

/** How a trained model is looked at: what a panel offers, and the code for it. */
export interface Look {
  /** What one sees, in a few words. */
  readonly label: string;
  /** Names that the code imports from the library. */
  readonly imports: readonly string[];
  /** One expression; {model} and {data} stand for the names of variables. */
  readonly code: string;
}

/**
 * All that is said about a model, as plain data. The library makes its options, checks and documentation of it, the panel of
 * JupyterLab its form, and no other text about the model exists.
 */
export interface ModelCard {
  /** As `zoo.create` takes it: 'squint'. */
  readonly id: string;
  /** As a reader knows it: 'SQUINT'. */
  readonly name: string;
  readonly title: string;
  /** What it is asked to do, in a few words. */
  readonly task: string;
  /** Two sentences for a biologist. */
  readonly purpose: string;
  /** Authors and title. */
  readonly paper: string;
  readonly license: string;
  /** What the data must have. */
  readonly needs: readonly Need[];
  /** What it writes into the data: "obs['squint_token']". */
  readonly gives: readonly string[];
  /** Functions of the library that it can be given to. */
  readonly tasks: readonly string[];
  readonly paperFigures: readonly Figure[];
  /** Measured with this implementation. */
  readonly ourFigures: readonly Figure[];
  /** What a result cannot say, and where the model is known to fall short. */
  readonly limits: readonly string[];
  readonly settings: Settings;
  /** Which settings a size changes, and to what. */
  readonly presets: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Sizes that only read converted weights, which no form offers. */
  readonly readingPresets?: readonly string[];
  /** One sentence on the sizes. */
  readonly presetHelp: string;
  /** Epochs that a form starts with: enough for a first look. Absent where the model counts its steps by itself. */
  readonly firstEpochs?: number;
  /** A data set of the library that fits, by name; none where it needs what no such data set has. */
  readonly sample?: string;
  readonly looks: readonly Look[];
}

/** A card whose settings give its configuration a type. */
export type CardOf<S extends Settings, P extends string> = Omit<ModelCard, 'settings' | 'presets'> & {
  readonly settings: S;
  readonly presets: { readonly [K in P]: Partial<ConfigOf<S>> };
};

/** Writes a card: `export const card = modelCard({ id: 'squint', ... })`. */
export function modelCard<const S extends Settings, const P extends string>(card: CardOf<S, P>): CardOf<S, P> {
  return card;
}

/** The configuration of a card's model. */
export type CardConfig<M> = M extends { readonly settings: infer S extends Settings } ? ConfigOf<S> : never;

/** The sizes of a card's model. */
export type CardPreset<M> = M extends { readonly presets: Readonly<Record<infer P, unknown>> } ? P & string : never;

/** What a user gives to `zoo.create`: a size, and settings that differ from it. */
export type CardOptions<M> = { preset?: CardPreset<M> } & Partial<CardConfig<M>>;
