/** What the kernel could tell of one argument of a call, before the call is made. */
export type ToldArgument =
  /** A variable of the notebook, or a part of one, that the library knows. */
  | { readonly value: unknown }
  /** An object or list that is written out in the call: the texts, numbers and booleans in it. `whole` where nothing else is in it. */
  | { readonly written: Readonly<Record<string, unknown>>; readonly whole: boolean }
  /** Anything else. */
  | undefined;

/** A call in a cell, as far as it can be told before the cell runs. */
export interface ToldCall {
  /** 'spatialView', 'AnnData.subset', 'new Squint'. */
  readonly callee: string;
  /** Of a method: the object, where it is a variable of the notebook. */
  readonly object?: unknown;
  readonly given: readonly ToldArgument[];
}

/** Why a call is refused: at an argument, or at an option that is written out in it. */
export interface Refusal {
  readonly argument: number;
  readonly option?: string;
  readonly message: string;
}

/**
 * What a call leaves changed in the values that the notebook holds: nothing; names that stand in the call as texts; names that have one of
 * some texts in them; or anything, so that names are not checked in the rest of the cell.
 */
export type Changes = 'nothing' | 'named' | { readonly added: readonly string[] } | 'anything';

/** That a call gives what it was given, or a part of it, with more names. */
export interface Derived {
  /** Which argument that is, or the object of the method. */
  readonly from: number | 'object';
  /** Names that are added, beside those that stand in the call as texts. */
  readonly adds: readonly string[];
}

/**
 * What a library says of the names that its values hold, so that a cell is checked and completed against the values themselves
 * (KernelApi.offerNames). The library marks a text of its declarations with the interface `NameOf<Kind>`; the kernel finds the values
 * that stand in the same call and asks here. It knows neither the kinds nor the values.
 */
export interface DataNames {
  /** The classes whose values hold names: an argument of such a type that cannot be told leaves its call unchecked. */
  readonly holders: ReadonlySet<string>;
  /** Whether it knows this value. Called often: quick, and changes nothing. */
  holds(value: unknown): boolean;
  /**
   * The names of some kinds that fit beside each other.
   *
   * @param beside texts that are written out as other options of the call, by name
   */
  names(value: unknown, kinds: readonly string[], beside: Readonly<Record<string, string>>): readonly string[];
  /**
   * Why this is no name of these kinds, with what was meant; undefined where it is one, or where that cannot be told.
   *
   * @param more names that the value will have beside its own when the call is made
   */
  refuse(
    value: unknown,
    kinds: readonly string[],
    name: string,
    beside: Readonly<Record<string, string>>,
    more: readonly string[],
  ): string | undefined;
  /** Why a call would fail, or do what is hardly meant, for another reason. */
  refuseCall(call: ToldCall): Refusal | undefined;
  /** What a function or method of the library changes. */
  changes(callee: string): Changes;
  /** What a function or method of the library gives, where its names can be told. */
  derives(callee: string): Derived | undefined;
  /** The value's type with what it holds, as text: AnnData<{ obs: 'phenotype' | 'patient', … }>. */
  describe(value: unknown): string | undefined;
}

/**
 * The comm target under which a page asks whether cells are checked against the data, and switches it. The kernel offers it. Each message
 * of the page is `{ on }`, or `{}` to ask; the kernel answers with a DataNamesStatus.
 */
export const NAMES_TARGET = 'tissuebook.names';

export interface DataNamesStatus {
  on: boolean;
  /** How many variables of the notebook hold names; 0 before the library is imported. */
  variables: number;
}
