import { AnnData, unsAt } from '../../data';
import { MICROMETER } from '../../data/coordinates';
import type { Refusal, ToldArgument, ToldCall } from '../../protocol';
import { dataOf, type NamedData } from './dataOf';
import { firstFraction, layerOfCounts, matrixOf, seenValues } from './valuesOf';

type Rule = (call: ToldCall) => Refusal | undefined;

/** Calls that are known to fail for the kind of values or the unit of the data, or to say something else than is meant. */
const RULES: Readonly<Record<string, Rule>> = {
  'Spaformer.fit': countsInto('SpaFormer learns from counts'),
  'Spaformer.summary': countsInto('SpaFormer learns from counts'),
  'Cellplm.fit': (call) =>
    takesCounts(call.object) ? countsInto('the layout official of CellPLM takes counts')(call) : undefined,
  imputeEntries: countsInto('scores divide counts by the total of a cell', 1),
  denoise: countsInto('scores divide counts by the total of a cell', 1),
  highlyVariableGenes: (call) =>
    optionsOf(call.given[1])?.flavor === 'seurat_v3' ? countsInto("'seurat_v3' takes counts")(call) : undefined,
  log1p: logsAgain,
  spatialView: unitOfPositions,
  attentionView: unitOfPositions,
};

/** Why a call would fail for what the data hold; undefined where it would not, or where that cannot be told. */
export function refuseCall(call: ToldCall): Refusal | undefined {
  return Object.hasOwn(RULES, call.callee) ? RULES[call.callee]!(call) : undefined;
}

function countsInto(who: string, argument = 0): Rule {
  return ({ given }) => {
    const [data, ...others] = dataIn(given[argument]);
    const layer = optionsOf(given[argument + 1])?.layer;
    if (!data || others.length || (layer !== undefined && typeof layer !== 'string')) return undefined;
    const matrix = matrixOf(data, layer);
    const values = matrix ? seenValues(matrix) : 'nothing';
    if (!matrix || values === 'counts' || values === 'nothing') return undefined;
    const found = `${layer === undefined ? 'X' : `The layer "${layer}"`} holds ${values}, such as ${firstFraction(matrix)}`;
    const counts = layerOfCounts(data);
    const advice = counts
      ? ` Did you mean the layer "${counts}"? withCounts puts it into X.`
      : ' Put counts into X, from a layer or from raw.';
    return { argument, message: `${found}: ${who}, whole numbers from 0.${advice}` };
  };
}

/** Models of CellPLM that take counts by their settings. */
function takesCounts(model: unknown): boolean {
  const config = typeof model === 'object' && model !== null && 'config' in model ? model.config : undefined;
  return typeof config === 'object' && config !== null && 'layout' in config && config.layout === 'official';
}

function logsAgain({ given }: ToldCall): Refusal | undefined {
  const [data] = dataIn(given[0]);
  if (!(data instanceof AnnData) || !data.uns.has('log1p')) return undefined;
  const matrix = matrixOf(data);
  if (!matrix || seenValues(matrix) === 'counts') return undefined;
  return {
    argument: 0,
    message: "X holds logarithms already (uns['log1p']). Did you mean the data before? withCounts puts counts into X.",
  };
}

/** Pixels that are called micrometers, and a size of pixels for positions that are in micrometers. */
function unitOfPositions({ callee, given }: ToldCall): Refusal | undefined {
  const [data] = dataIn(given[0]);
  const argument = callee === 'spatialView' ? 1 : 2;
  const options = optionsOf(given[argument]);
  const said = data instanceof AnnData ? unsAt(data.uns, 'spatial_unit') : undefined;
  if (!options || typeof said !== 'string') return undefined;
  const inMicrometers = MICROMETER.test(said);
  const inPixels = /^(px|pixels?)$/i.test(said);
  if (options.unit === 'um' && inPixels && options.pixelSize === undefined) {
    return {
      argument,
      option: 'unit',
      message: `The positions are in pixels (uns['spatial_unit']). Did you mean unit: 'px'? With pixelSize they are shown in micrometers.`,
    };
  }
  if (options.unit === 'px' && inMicrometers) {
    return {
      argument,
      option: 'unit',
      message: `The positions are in micrometers (uns['spatial_unit']). Did you mean unit: 'um'?`,
    };
  }
  if (options.pixelSize !== undefined && inMicrometers && (options.unit === undefined || options.unit === 'um')) {
    return {
      argument,
      option: 'pixelSize',
      message: `The positions are in micrometers already (uns['spatial_unit']): leave pixelSize out.`,
    };
  }
  return undefined;
}

function dataIn(argument: ToldArgument): readonly NamedData[] {
  if (!argument) return [];
  return dataOf('value' in argument ? argument.value : argument.written) ?? [];
}

/** The options that are written out, where nothing else is among them; none are as good as an empty object. */
function optionsOf(argument: ToldArgument): Readonly<Record<string, unknown>> | undefined {
  return argument && 'written' in argument ? argument.written : undefined;
}
