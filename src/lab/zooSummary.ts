import { AnnData } from '../data';
import { type ModelName, type ModelSummary, zoo } from '../models';
import {
  DISPLAY,
  type Displayable,
  ZOO_SUMMARY_MIME,
  type ZooSummary,
  type ZooFit,
  type ZooQuestion,
} from '../protocol';

/**
 * How models of the zoo fit a value of the notebook: what training would take, or what is missing. The model zoo panel
 * asks this of the notebook's variables. Nothing is trained and nothing is changed.
 *
 * @returns something that shows itself as ZooSummary; undefined for a value that is no AnnData
 */
export async function zooSummary(value: unknown, questions: readonly ZooQuestion[]): Promise<Displayable | undefined> {
  if (!(value instanceof AnnData)) return undefined;
  const fits: ZooFit[] = [];
  for (const question of questions) fits.push(await fitOf(value, question));
  const summary: ZooSummary = { cells: value.nObs, features: value.nVars, fits };
  return { [DISPLAY]: () => ({ [ZOO_SUMMARY_MIME]: summary, 'text/plain': JSON.stringify(summary) }) };
}

async function fitOf(adata: AnnData, { model, create, fit }: ZooQuestion): Promise<ZooFit> {
  try {
    const made: { summary(adata: AnnData, options: { epochs?: number }): Promise<ModelSummary> } = zoo.create(
      model as ModelName,
      create,
    );
    const { parameters, bytes, seconds } = (await made.summary(adata, fit)).estimates;
    return { model, parameters, bytes, seconds };
  } catch (error) {
    return { model, refused: error instanceof Error ? error.message : String(error) };
  }
}
