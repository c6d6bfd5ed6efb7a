import type { Translations } from '../figure/host';

/** A cell of a new notebook. A type alias, as the notebook model asks for an index signature. */
export type TemplateCell = { cell_type: 'markdown' | 'code'; source: string };

/** The notebooks that can be begun. */
export const TEMPLATES = ['tissue', 'what-if', 'cohort'] as const;

export type TemplateName = (typeof TEMPLATES)[number];

const text = (...lines: string[]): TemplateCell => ({ cell_type: 'markdown', source: lines.join('\n\n') });
const code = (...lines: string[]): TemplateCell => ({ cell_type: 'code', source: lines.join('\n') });

/** The cells of a new notebook. */
export function templateCells(trans: Translations, name: TemplateName): TemplateCell[] {
  const make: Record<TemplateName, () => TemplateCell[]> = {
    tissue: () => tissue(trans),
    'what-if': () => whatIf(trans),
    cohort: () => cohort(trans),
  };
  return make[name]();
}

/** Load a tissue, look at it, and where to go on. */
function tissue(trans: Translations): TemplateCell[] {
  return [
    text(`# ${trans.__('A tissue')}`, trans.__('Load a tissue and look at where its cells are.')),
    code(
      `import { datasets, spatialView } from 'tissuebook'`,
      '',
      `// ${trans.__('a named data set, or the path of an .h5ad file')}`,
      `const tumour = await datasets.load('cycif-tumour')`,
      'tumour',
    ),
    code(`spatialView(tumour, { color: 'phenotype' })`),
    text(trans.__('The model zoo in the left side bar inserts a model that learns from this tissue.')),
  ];
}

/** Train a model and ask it what a change does. */
function whatIf(trans: Translations): TemplateCell[] {
  return [
    text(
      `# ${trans.__('What if?')}`,
      trans.__('Train a model on a tissue, then ask it what a change in some cells does.'),
    ),
    code(
      `import { datasets, perturbationWidget, zoo } from 'tissuebook'`,
      '',
      `const tumour = await datasets.load('cycif-tumour')`,
      `const squint = zoo.create('squint', { preset: 'small', seed: 7 })`,
      'await squint.fit(tumour)',
    ),
    text(trans.__('Mark cells in the picture, say what changes, and ask. Every answer comes with its code.')),
    code('perturbationWidget(squint, tumour)'),
  ];
}

/** Score the patients of a cohort. */
function cohort(trans: Translations): TemplateCell[] {
  return [
    text(
      `# ${trans.__('A cohort')}`,
      trans.__(
        'Learn tokens of many tumours, and score patients that the model has not seen. This cohort is simulated: load your own.',
      ),
    ),
    code(
      `import { barsView, simulateCohort, stratify, zoo } from 'tissuebook'`,
      '',
      `const cohort = simulateCohort({ seed: 3 })`,
      'cohort',
    ),
    code(
      `const squint = zoo.create('squint', { seed: 1, codes: 32, section: 'patient', sectionCovariate: false })`,
      'await squint.fit(cohort, { epochs: 6 })',
    ),
    code(
      'const result = await stratify(squint, cohort, {',
      `  patient: 'patient', by: 'tumor_class', high: 'mixed', low: 'compartmentalized', seed: 1,`,
      '})',
      'console.log(String(result))',
      `barsView(result.bars, { title: '${trans.__('Scores of held-out patients')}', groupTitle: 'patient', valueTitle: 'score' })`,
    ),
  ];
}
