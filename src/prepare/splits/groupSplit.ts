import { checkAnnData } from '../../data/checkAnnData';
import type { AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { ColumnName } from '../../names';
import { checkOptions, text } from '../../options';
import { groupingOf, partition, splitChecks, type SplitOptions } from './partition';

export interface GroupSplitOptions extends SplitOptions {
  /** The obs column of groups that stay together: donors, patients, sections. */
  by: ColumnName;
}

/**
 * Gives whole groups, as donors, to training, validation and testing, so that none is in two parts. Groups are taken in
 * random order until a part has about its share of the cells; each part that is asked for gets one group at least.
 *
 * @returns a new AnnData with obs[key]
 * @throws TissuebookError 'missing-key', 'invalid-argument' (fewer groups than parts, cells without a group)
 */
export function groupSplit(adata: AnnData, options: GroupSplitOptions): AnnData {
  checkAnnData('groupSplit', 'adata', adata);
  checkOptions('groupSplit', options, { ...splitChecks, by: text });
  if (options?.by === undefined) {
    throw new TissuebookError('invalid-argument', 'groupSplit: by, the obs column of the groups, is needed.', {
      argument: 'by',
    });
  }
  return partition('groupSplit', adata, groupingOf('groupSplit', adata, options.by), options);
}
