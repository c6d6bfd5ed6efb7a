import { readFileSync } from 'node:fs';
import { Parameters, Random, readSafetensors, type TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import type { FitOptions } from '../contract';
import type { StartWeights } from '../training/baseModel';
import { runSummary } from '../training/describeRun';
import { fingerprint } from '../training/fingerprint';
import { fitModel } from '../training/fitModel';
import { giveRoles } from '../training/roles';
import { shapeOf, stalignReader } from './checkpoint';
import type { StalignConfig } from './config';
import { encodersOf } from './encoders';
import { encodeSpots } from './inference';
import { createStalign } from './network';
import type { Pictured } from './pictured';
import { StalignResult, writeResults } from './results';
import { chooseGenes, encoderOf, readSpots, type Spots } from './spots';
import type { GivenVectors, StalignState } from './state';
import { alignmentStage } from './training';

/** Widths of pictures where they are 'auto', in distances between spots (ours). */
const SPOT_WIDTH = 0.6;
const NICHE_WIDTH = 3;

/** Reads the data and starts the run; `keep` gets the trained state. What is wrong with the tables is said before it starts. */
export function startFit(
  config: StalignConfig,
  tissues: readonly Pictured[],
  options: FitOptions,
  from: StartWeights<StalignState> | undefined,
  keep: (state: StalignState) => void,
): TrainingRun<StalignResult> {
  const { epochs = config.epochs, write = true, signal } = options;
  const all = readSpots('stalign.fit', tissues, config);
  const roles = giveRoles('stalign.fit', outsideHeldOut(options, all), { size: all.count, nObs: all.count });
  const spots = withFeaturesOf(from, all, () => chooseGenes(all, roles.trained, config.genes));
  const state = untrained(config, tissues, spots);
  const notices = new Set([...spots.notices, ...placeNotices(all)]);
  const random = new Random(config.seed);
  return fitModel<StalignState, StalignResult>({
    title: 'ST-Align',
    state,
    options,
    from,
    reader: stalignReader,
    identity: {
      model: 'stalign',
      config,
      data: fingerprint(
        spots.features,
        spots.x!,
        spots.pixels,
        spots.section,
        roles.trained,
        roles.validation,
        ...[spots.spotGene, spots.nicheImage].flatMap((given) => (given ? [bits(given.values)] : [])),
      ),
    },
    create: (parameters) => createStalign(parameters, config, shapeOf(state), random.fork('start values')),
    stages: [
      alignmentStage(state, spots, roles, epochs, {
        signal,
        say: (found) => found.forEach((notice) => notices.add(notice)),
      }),
    ],
    watch: { steering: 'each spot is told apart from the others of its step, so that none can count for itself' },
    keep,
    finish: async (progress) => {
      const said = { ...progress, notices: [...progress.notices, ...notices] };
      const summary = {
        ...runSummary(config, roles.trained.length, said),
        sections: new Set(roles.trained.map((row) => spots.section[row]!)).size,
        pitch: state.pitch,
        spotWidth: state.spotWidth,
        nicheWidth: state.nicheWidth,
        temperature: Math.exp((await state.parameters.get('loss.log_temperature').data())[0]!),
        encoders: await encodersOf(state),
      };
      if (write && tissues.length === 1) {
        writeResults(tissues[0]!.cells, state, await encodeSpots(state, spots), summary, progress.reports);
      }
      return new StalignResult(summary);
    },
  });
}

/** A state without weights. */
export function untrained(config: StalignConfig, tissues: readonly Pictured[], spots: Spots): StalignState {
  const given = (key: string, width: number | undefined): GivenVectors | undefined =>
    width === undefined ? undefined : { key, width, encoder: encoderOf(tissues[0]!.cells.uns, key) };
  const { spotWidth, nicheWidth } = config;
  if (!(spots.pitch > 0)) {
    throw new TissuebookError('invalid-argument', 'stalign.fit: all spots lie at one place.', {
      argument: 'data',
      found: spots.count,
      advice: 'It needs spots at places of their own.',
    });
  }
  return {
    config,
    features: spots.features,
    channels: spots.channels,
    pitch: spots.pitch,
    spotWidth: spotWidth === 'auto' ? SPOT_WIDTH * spots.pitch : spotWidth,
    nicheWidth: nicheWidth === 'auto' ? NICHE_WIDTH * spots.pitch : nicheWidth,
    spotGene: given(config.spotGene, spots.spotGene?.columns),
    nicheImage: given(config.nicheImage, spots.nicheImage?.columns),
    parameters: new Parameters(),
  };
}

/** Spots that lie outside of their image have no picture to learn from. */
function outsideHeldOut(options: FitOptions, { on }: Spots): FitOptions {
  const outside = [...on.keys()].filter((row) => on[row] === 0);
  return outside.length > 0 ? { ...options, heldOut: [...Array.from(options.heldOut ?? []), ...outside] } : options;
}

function placeNotices({ on, count }: Spots): string[] {
  const outside = on.filter((each) => each === 0).length;
  return outside > 0 ? [`${outside} of ${count} spots lie outside of their image and are not learned from.`] : [];
}

/** The genes of the weights to start from, where the data have all of them: patches of genes mean what they meant. */
function withFeaturesOf(from: StartWeights<StalignState> | undefined, all: Spots, choose: () => Spots): Spots {
  const wanted = typeof from === 'string' ? featuresIn(from) : from?.features;
  if (!wanted) return choose();
  const places = new Map(all.features.map((name, at) => [name, at]));
  const columns = wanted.map((name) => places.get(name));
  if (columns.some((column) => column === undefined)) {
    const notice =
      'The weights to start from know other genes: what they learned of patches of genes belongs to genes at the same places.';
    const spots = choose();
    return { ...spots, notices: [...spots.notices, notice] };
  }
  return { ...all, features: [...wanted], x: all.x!.takeColumns(columns as number[]) };
}

/** Names on the card of a file; undefined for a file that is none, of which fitModel() says more. */
function featuresIn(path: string): string[] | undefined {
  try {
    const card = JSON.parse(readSafetensors(readFileSync(path)).metadata.card ?? 'null') as {
      features?: unknown;
    } | null;
    return Array.isArray(card?.features) ? card.features.map(String) : undefined;
  } catch {
    return undefined;
  }
}

const bits = (values: ArrayLike<number>): Int32Array => new Int32Array(Float32Array.from(values).buffer);
