import type { AnnData } from './annData';
import type { Column } from './column';
import { TissuebookError } from '../errors';

/** Customary names of columns with cell types, in the order in which they are tried; case and separators do not count. */
const LABEL_NAMES = [
  'celltype',
  'celltypes',
  'phenotype',
  'phenotypes',
  'cellphenotype',
  'celllabel',
  'celllabels',
  'cellclass',
  'annotation',
  'annotations',
  'cellannotation',
  'cellsubtype',
  'majortype',
  'celltypemajor',
  'celltypeminor',
  'subclass',
  'cluster',
  'clusters',
  'leiden',
  'louvain',
  'class',
];

/**
 * Customary names of columns that tell tissue sections apart. Fields of view come late: their numbers often start anew on
 * every slide.
 */
const SECTION_NAMES = [
  'section',
  'sectionid',
  'slice',
  'sliceid',
  'image',
  'imageid',
  'slide',
  'slideid',
  'sample',
  'sampleid',
  'library',
  'libraryid',
  'patient',
  'patientid',
  'donor',
  'donorid',
  'roi',
  'core',
  'fov',
  'fieldofview',
  'batch',
];

/** More labels than this are ids or numbers, not kinds of cells (ours). */
const MOST_LABELS = 100;

/**
 * The obs column with cell types: the one that is asked for, or else the first with a customary name and 2 to 100 labels;
 * undefined where there is none.
 *
 * @throws TissuebookError 'missing-key' (no such column, with near names), 'invalid-argument' (numbers, not labels)
 */
export function findLabels(adata: AnnData, asked?: string): string | undefined {
  if (asked === undefined || asked === '') return named(adata, LABEL_NAMES, isLabels);
  const column = adata.column(asked);
  if (isText(column)) return asked;
  throw new TissuebookError('invalid-argument', `obs["${asked}"] holds numbers, not labels.`, {
    argument: 'labels',
    found: asked,
    advice: 'Choose a column of text or categories.',
  });
}

/**
 * The obs column that tells tissue sections apart: the one that is asked for, or else the first with a customary name
 * and at least two values; undefined for one section.
 *
 * @throws TissuebookError 'missing-key' (no such column, with near names)
 */
export function findSections(adata: AnnData, asked?: string): string | undefined {
  if (asked === undefined || asked === '') return named(adata, SECTION_NAMES, (column) => kinds(column) > 1);
  adata.column(asked);
  return asked;
}

function named(adata: AnnData, known: readonly string[], fits: (column: Column) => boolean): string | undefined {
  const plain = new Map(adata.obs.names.map((name) => [name.toLowerCase().replace(/[^a-z]/g, ''), name]));
  const found = known.flatMap((name) => plain.get(name) ?? []);
  return found.find((name) => fits(adata.obs.get(name)));
}

const isText = (column: Column): boolean => column.kind === 'categorical' || column.kind === 'string';

function isLabels(column: Column): boolean {
  const count = isText(column) ? kinds(column) : 0;
  return count >= 2 && count <= MOST_LABELS;
}

/** How many different values occur. */
function kinds(column: Column): number {
  return new Set<unknown>(column.kind === 'categorical' ? column.codes.filter((code) => code >= 0) : column.values)
    .size;
}
