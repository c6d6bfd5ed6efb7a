import type { MuData } from '../../data';
import { type AnnData, type ImageSource } from '../../data';
import { TissuebookError } from '../../errors';
import type { FitOptions, ModelData } from '../contract';
import { giveRoles, type Roles } from '../training/roles';
import { type FlowData, readFlow } from './flow/flowData';
import { readSpatia, type SpatiaInput } from './input';
import { type SpatiaConfig, transitionsOf } from './settings';
import type { SpatiaState } from './state';

/** What a training on some data will be: who takes part, what is read, which branches it has. */
export interface Plan {
  readonly input: SpatiaInput;
  readonly roles: Roles;
  readonly state: Omit<SpatiaState, 'parameters'>;
  readonly flow: FlowData | undefined;
  readonly notices: readonly string[];
}

/**
 * Reads the data for a training and changes nothing.
 *
 * @throws TissuebookError as readSpatia() and readFlow(); 'invalid-argument' for a flow without transitions or states
 */
export function planTraining(where: string, data: ModelData, config: SpatiaConfig, options: FitOptions = {}): Plan {
  const cells = 'cells' in data ? data.cells : data;
  const nObs = (cells as AnnData | MuData).nObs;
  const roles = giveRoles(where, options, { size: nObs, nObs });
  const input = readSpatia(where, data, config, { cells: roles.trained });
  const flows = config.parts !== 'embedding' && (config.transitions !== '' || config.parts === 'flow');
  if (flows) checkFlow(where, config);
  const embeds = config.parts !== 'flow';
  const image = embeds && input.image !== undefined;
  const condition = embeds ? 'embedding' : 'expression';
  if (flows && input.genes.features.length === 0) throw nothingKnown(where);
  const flow = flows ? readFlow(where, input, config, roles.trained, condition) : undefined;
  const { features, counts, mean, deviation } = input.genes;
  return {
    input,
    roles,
    state: {
      config,
      features,
      branches: { image, genes: embeds && features.length > 0 && (config.lambdaGene > 0 || !image) },
      channels: image ? (input.image as ImageSource).channels : [],
      counts,
      mean,
      deviation,
      ...(flow && { flow: flow.flow }),
    },
    flow,
    notices: embeds && !image ? ['There is no picture: vectors are of genes alone, without niches and tissues.'] : [],
  };
}

const nothingKnown = (where: string): TissuebookError =>
  new TissuebookError('missing-key', `${where}: pairs of cells need expression, of which there is none.`, {
    argument: 'X',
    advice: 'Give cells with X.',
  });

function checkFlow(where: string, config: SpatiaConfig): void {
  const missing = transitionsOf(config).length === 0 ? 'transitions' : config.state === '' ? 'state' : undefined;
  if (!missing) return;
  throw new TissuebookError('invalid-argument', `${where}: a flow needs the option ${missing}.`, {
    argument: missing,
    advice: "zoo.create('spatia', { state: 'phenotype', transitions: 'ECAD+ -> SMA+' })",
  });
}
