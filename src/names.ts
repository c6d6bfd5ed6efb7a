declare const NAME: unique symbol;

/**
 * Marks a text that names something of the data that it is given beside: a column, a feature, an entry of obsm. For TypeScript it is a
 * text like any other, also one that the program computes. In a notebook, where the data are there before the cell runs, the kernel
 * completes such names and refuses those that the data do not have (docs/kernel.md).
 */
export interface NameOf<Kind extends string> {
  /** Never there, and of the same type for all kinds: a name of one kind may be given where another is meant. */
  readonly [NAME]?: Kind extends string ? unknown : never;
}

/** A column of obs. */
export type ColumnName = string & NameOf<'column'>;

/** A feature: a gene, a protein; an entry of var's index. */
export type FeatureName = string & NameOf<'feature'>;

/** What a figure is colored by: a column of obs, else a feature. */
export type ColorName = string & NameOf<'column' | 'feature'>;

/** An entry of layers. */
export type LayerName = string & NameOf<'layer'>;

/** An entry of obsm. */
export type ObsmName = string & NameOf<'obsm'>;

/** An entry of obsm, or 'X' for the values themselves. */
export type VectorsName = string & NameOf<'obsm' | 'X'>;

/** An entry of obsm, with or without its "X_". */
export type BasisName = string & NameOf<'basis'>;

/** An entry of obsp. */
export type ObspName = string & NameOf<'obsp'>;

/** A modality of a MuData. */
export type ModalityName = string & NameOf<'modality'>;

/** A region that is kept with the data. */
export type RegionName = string & NameOf<'region'>;

/** A column of the table whose method is called. */
export type TableColumnName = string & NameOf<'table column'>;

/** What a category of an obs column is called: of the column that the option `Option` of the same call names. */
export type LabelName<Option extends string> = string & NameOf<`label of ${Option}`>;
