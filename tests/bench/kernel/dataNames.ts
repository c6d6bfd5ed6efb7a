/**
 * What it costs that cells are checked against data of 18,000 genes: warm cells with the check and without, in turn, and completion.
 * `npx tsx tests/bench/kernel/dataNames.ts`, after a build. Processor time, which a busy machine disturbs less.
 */
import { tmpdir } from 'node:os';
import { Cells, type RunControl } from '../../../kernel/language/cells';
import { CheckedData } from '../../../kernel/language/names/checkedData';

const ROUNDS = 60;
const WARM_UP = 10;

const SET_UP = [
  "import * as tissuebook from 'tissuebook'; const { AnnData, DenseMatrix, spatialView, Table, violinView } = tissuebook",
  "const rows = Array.from({ length: 50 }, (_, i) => 'cell' + i), genes = Array.from({ length: 18000 }, (_, i) => 'GENE' + i)",
  "const big = new AnnData({ X: new DenseMatrix(50, 18000, new Float32Array(900000)), obs: new Table(rows, [['phenotype', rows.map((_, i) => 'T' + (i % 3))]]), var: new Table(genes), obsm: [['spatial', new DenseMatrix(50, 2, new Float32Array(100))]] })",
];

const CELLS = [
  "spatialView(big, { color: 'GENE100' })",
  "spatialView(big, { color: ['GENE7', 'phenotype'], hover: ['GENE9'] })\nviolinView(big, { value: 'GENE10', by: 'phenotype' })",
  "big.obs.get('phenotype')\nbig.feature('GENE5')",
  "const few = big.subset({ obs: [0, 1] })\nspatialView(few, { color: 'phenotype' })",
  'console.debug(big.nVars)',
];

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function quantile(values: readonly number[], share: number): string {
  return [...values].sort((a, b) => a - b)[Math.floor(share * values.length)]!.toFixed(1);
}

const control: RunControl = {
  alive: () => undefined,
  interruptible: (work) => work(),
  guarded: (run) => run(),
};

async function main(): Promise<void> {
  const data = new CheckedData();
  const api = { offerNames: (names: typeof data.names) => (data.names = names) };
  const kernel = new Proxy(api, { get: (all, name) => Reflect.get(all, name) ?? (() => undefined) });
  Object.assign(globalThis, { [Symbol.for('tissuebook.kernel')]: kernel });
  console.debug = () => undefined;
  const cells = new Cells(tmpdir(), control, data);
  for (const code of SET_UP) await cells.run(code, 'Set-up');
  const taken = { on: [] as number[], off: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const code of CELLS) {
      for (const side of round % 2 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
        data.on = side === 'on';
        const before = processorTime();
        await cells.run(`${code} // ${round} ${side}`, 'Cell');
        if (round >= WARM_UP) taken[side].push(processorTime() - before);
      }
    }
  }
  data.on = true;
  const completed = Array.from({ length: 60 }, (_, i) => {
    const code = `spatialView(big, { color: 'GENE${i % 2 ? '' : '1'}`;
    const before = performance.now();
    cells.complete(code, code.length);
    return performance.now() - before;
  });
  for (const [side, values] of Object.entries(taken)) {
    console.log(`check ${side}: median ${quantile(values, 0.5)} ms, p95 ${quantile(values, 0.95)} ms`);
  }
  console.log(`completion: median ${quantile(completed, 0.5)} ms, p95 ${quantile(completed, 0.95)} ms`);
}

void main();
