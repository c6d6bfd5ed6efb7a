import type { AnnData } from '../../data';
import { type Corpus, type FitResult, isCorpus, type ModelData, toCells } from '../contract';
import { BaseModel } from './baseModel';
import { joinTissues } from './corpus';
import type { ModelState } from './modelState';

/**
 * A model of one kind of data. Several tissues are joined by the features that all have; the model's option section must tell
 * them apart, and nothing is written into them: embed() gives the vectors of each.
 */
export abstract class TableModel<C extends object, S extends ModelState, R extends FitResult> extends BaseModel<
  C,
  S,
  R
> {
  protected read(where: string, data: ModelData | Corpus): AnnData {
    return isCorpus(data) ? joinTissues(where, data, this.frame?.sectionColumn ?? '') : toCells(where, data);
  }
}
