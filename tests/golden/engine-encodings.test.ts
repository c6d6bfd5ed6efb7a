import { beforeAll, it } from 'vitest';
import {
  type WeightedGraph,
  laplacianEncoding,
  minMaxCoordinates,
  patchIndices,
  randomWalkEncoding,
  signNet,
  sinusoidEncoding,
  startEngine,
  type tf,
} from '../../src/engine';
import { checkForward } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees } from './fixture';

beforeAll(async () => {
  await startEngine();
});

const coordinates = (fixture: Fixture): Float32Array => fixture.tensors['in.c'].data as Float32Array;

/** Edges sorted by receiver, in compressed rows. */
function fromEdges(nodes: number, dst: ArrayLike<number>, src: ArrayLike<number>, weights?: number[]): WeightedGraph {
  const indptr = new Int32Array(nodes + 1);
  for (let e = 0; e < dst.length; e++) indptr[dst[e] + 1]++;
  for (let i = 0; i < nodes; i++) indptr[i + 1] += indptr[i];
  return { indptr, indices: src, weights };
}

async function checkGraph(fixture: Fixture, graph: WeightedGraph): Promise<void> {
  const { steps, k } = fixture.config;
  expectAgrees(fixture, 'out.rwpe', randomWalkEncoding(graph, steps), 1e-5);
  const { vectors, values } = await laplacianEncoding(graph, k);
  expectAgrees(fixture, 'out.values', values, 1e-5);
  expectAgrees(fixture, 'out.lappe', vectors, 1e-5);
}

describeGolden('posenc/sinusoid_patch', (fixture) => {
  it('cuts a field of view into patches and encodes their numbers', () => {
    const index = patchIndices(coordinates(fixture), fixture.config.grid);
    expectAgrees(fixture, 'out.index', index, 0);
    expectAgrees(fixture, 'out.pe', sinusoidEncoding(index, fixture.config.width), 1e-5);
  });
});

describeGolden('posenc/sinusoid_continuous', (fixture) => {
  it('encodes continuous places', () => {
    const share = minMaxCoordinates(coordinates(fixture));
    expectAgrees(fixture, 'out.minmax', share, 1e-5);
    expectAgrees(fixture, 'out.pe1', sinusoidEncoding(share, fixture.config.width), 1e-5);
    const hundred = share.map((value) => 100 * value);
    expectAgrees(fixture, 'out.pe100', sinusoidEncoding(hundred, fixture.config.width), 1e-5);
  });
});

describeGolden('posenc/spatial_graph', (fixture) => {
  it('encodes the places in a radius graph', async () => {
    const { 'out.dst': dst, 'out.src': src } = fixture.tensors;
    const nodes = coordinates(fixture).length / 2;
    await checkGraph(fixture, fromEdges(nodes, dst.data as Int32Array, src.data as Int32Array));
  });
});

describeGolden('posenc/weighted_graph', (fixture) => {
  it('heeds weights, parts that are not connected, and a node alone', async () => {
    const { shape, data } = fixture.tensors['in.a'];
    const edges = [...(data as Float32Array)]
      .map((weight, at) => ({ weight, dst: Math.floor(at / shape[1]), src: at % shape[1] }))
      .filter(({ weight }) => weight !== 0);
    const column = (key: 'weight' | 'dst' | 'src'): number[] => edges.map((edge) => edge[key]);
    await checkGraph(fixture, fromEdges(shape[0], column('dst'), column('src'), column('weight')));
  });
});

describeGolden('posenc/signnet', (fixture) => {
  it('does not mind the sign of an eigenvector', () => {
    checkForward(fixture, 'out.pe', (p, { v }) => signNet(p, v as tf.Tensor2D));
  });
});
