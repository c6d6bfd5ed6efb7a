import type { Translations } from '../figure/host';

/** A cell of a new notebook. A type alias, as the notebook model asks for an index signature. */
export type TemplateCell = { cell_type: 'markdown' | 'code'; source: string };

const cell = (cell_type: TemplateCell['cell_type'], source: string): TemplateCell => ({ cell_type, source });

/** The cells of a new Tissuebook notebook: load a tissue, look at it, and where to go on. */
export function templateCells(trans: Translations): TemplateCell[] {
  return [
    cell('markdown', `# ${trans.__('A tissue')}\n\n${trans.__('Load a tissue and look at where its cells are.')}`),
    cell(
      'code',
      [
        `import { datasets, spatialView } from 'tissuebook'`,
        '',
        `// ${trans.__('a named data set, or the path of an .h5ad file')}`,
        `const tumour = await datasets.load('cycif-tumour')`,
        'tumour',
      ].join('\n'),
    ),
    cell('code', `spatialView(tumour, { color: 'phenotype' })`),
    cell('markdown', trans.__('The model zoo in the left side bar inserts a model that learns from this tissue.')),
  ];
}
