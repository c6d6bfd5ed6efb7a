import { beforeAll, expect, it } from 'vitest';
import {
  Parameters,
  Random,
  type WeightedGraph,
  createSignNetGin,
  laplacianEncoding,
  minMaxCoordinates,
  patchIndices,
  randomWalkEncoding,
  signNet,
  signNetGin,
  sinusoidEncoding,
  startEngine,
  tf,
} from '../../src/engine';
import { checkForward, tensorOf } from './engineFixture';
import { type Fixture, describeGolden, expectAgrees, withPrefix } from './fixture';

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

describeGolden('posenc/signnet_gin', (fixture) => {
  const edges = () => ({
    src: tensorOf(fixture, 'in.src') as tf.Tensor1D,
    dst: tensorOf(fixture, 'in.dst') as tf.Tensor1D,
  });

  it("trains as SpaFormer's code does", () => {
    checkForward(
      fixture,
      'out.train',
      (p, { v, src, dst }) =>
        signNetGin(p, v as tf.Tensor2D, { src: src as tf.Tensor1D, dst: dst as tf.Tensor1D }, true),
      1e-4,
    );
  });

  it('moves the running statistics by v, then by -v, and evaluates with them', () => {
    const { k: count, hidden, out: outputs, width, layers } = fixture.config;
    const p = new Parameters();
    createSignNetGin(p, { count, hidden, outputs, width, layers }, new Random(1));
    expect(new Set(p.names())).toEqual(new Set(Object.keys(withPrefix(fixture, 'param.'))));
    for (const name of p.names()) p.set(name, fixture.tensors[`param.${name}`]!.data as Float32Array);
    const v = tensorOf(fixture, 'in.v') as tf.Tensor2D;
    tf.dispose(signNetGin(p, v, edges(), true));
    for (const name of Object.keys(withPrefix(fixture, 'out.after.'))) {
      expectAgrees(fixture, `out.after.${name}`, p.get(name).dataSync(), 1e-4);
    }
    const evaluated = signNetGin(p, v, edges(), false);
    expectAgrees(fixture, 'out.eval', evaluated.dataSync(), 1e-4);
    const turned = signNetGin(p, tf.neg(v), edges(), false);
    expect(tf.max(tf.abs(tf.sub(turned, evaluated))).dataSync()[0]).toBeLessThan(1e-5);
  });
});
