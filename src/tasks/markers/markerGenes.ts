import { displayBundle } from '../../data/htmlDisplay';
import type { AnnData, Column, Records, Table, Uns } from '../../data';
import { TissuebookError } from '../../errors';
import { recordStep } from '../../prepare';

/** Lines of each group that a notebook shows. */
const SHOWN = 5;

/** The genes of each group by falling score, as rankGenes finds them. */
export class MarkerGenes {
  /** The obs column of the groups. */
  readonly by: string;
  /** For each group a table with a row for each gene: scores, logfoldchanges, pvals, pvals_adj. */
  readonly groups: ReadonlyMap<string, Table>;
  readonly tieCorrect: boolean;

  constructor(by: string, groups: ReadonlyMap<string, Table>, tieCorrect: boolean) {
    this.by = by;
    this.groups = groups;
    this.tieCorrect = tieCorrect;
  }

  /**
   * The names of a group's first genes.
   *
   * @throws TissuebookError 'missing-key' when there is no such group
   */
  top(group: string, count = 10): string[] {
    const table = this.groups.get(group);
    if (table) return table.index.slice(0, count);
    throw new TissuebookError('missing-key', `There is no group "${group}".`, {
      argument: 'group',
      found: group,
      advice: `There are: ${[...this.groups.keys()].join(', ')}.`,
    });
  }

  /** A new AnnData with the result in uns['rank_genes_groups'], laid out as scanpy's, so that its functions find it. */
  addTo(adata: AnnData): AnnData {
    const result: Uns = new Map<string, Uns | Records>([
      [
        'params',
        new Map<string, string | boolean>([
          ['groupby', this.by],
          ['reference', 'rest'],
          ['method', 'wilcoxon'],
          ['use_raw', false],
          ['corr_method', 'benjamini-hochberg'],
        ]),
      ],
      ['names', this.#records((table) => ({ kind: 'string', values: table.index }))],
    ]);
    for (const name of ['scores', 'logfoldchanges', 'pvals', 'pvals_adj']) {
      result.set(
        name,
        this.#records((table) => table.get(name)),
      );
    }
    const uns = new Map(adata.uns).set('rank_genes_groups', result);
    return recordStep(adata, `markerGenes(by ${this.by})`, { uns }, { options: { by: this.by } });
  }

  toString(): string {
    const lines = [...this.groups].map(([name, table]) => `  ${name}: ${table.index.slice(0, SHOWN).join(', ')}`);
    return [`Marker genes of ${this.groups.size} groups of obs['${this.by}'], best first:`, ...lines].join('\n');
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }

  #records(column: (table: Table) => Column): Records {
    const fields = new Map([...this.groups].map(([name, table]) => [name, column(table)]));
    return { kind: 'records', length: [...this.groups.values()][0]?.length ?? 0, fields };
  }
}
