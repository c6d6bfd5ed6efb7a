import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { showWatches } from '../../../src/lab/training/showWatches';
import { watchOf, zoo } from '../../../src/models';
import {
  checkView,
  type Comm,
  type CommTargetHandler,
  decodeArray,
  KERNEL_API,
  type MimeBundle,
  packBits,
  type SpatialPayload,
  VIEW_MIME,
  WATCH_TARGET,
  type WatchMessage,
} from '../../../src/protocol';
import { example } from '../models/squintExample';

const place = globalThis as { [KERNEL_API]?: unknown };
const targets = new Map<string, CommTargetHandler>();
const shown: MimeBundle[] = [];
const updates: MimeBundle[] = [];
let end: () => void;

beforeAll(async () => {
  await startEngine({ provider: 'wasm' });
  end = showWatches();
  place[KERNEL_API] = {
    signal: undefined,
    display: (bundle: MimeBundle) => void shown.push(bundle),
    update: (_: string, bundle: MimeBundle) => void updates.push(bundle),
    onComm: (target: string, handler: CommTargetHandler) => void targets.set(target, handler),
  };
}, 60_000);

afterAll(() => {
  end();
  place[KERNEL_API] = undefined;
});

/** A page's end of the comm to a watched run, and what it has heard. */
function page(id: string): { comm: Comm; heard: WatchMessage[] } {
  const heard: WatchMessage[] = [];
  const comm: Comm = {
    id: 'c',
    target: WATCH_TARGET,
    onMessage: undefined,
    onClose: undefined,
    send: (message) => void heard.push(message as WatchMessage),
    close: () => undefined,
  };
  void targets.get(WATCH_TARGET)!(comm, { data: { id }, metadata: {}, buffers: [] });
  return { comm, heard };
}

it('a watched training is a map that is colored anew, and a page that finds it again gets its frames and steers it', async () => {
  const data = example();
  const model = zoo.create('squint', { preset: 'tiny', seed: 4, batchSize: 32 });
  const run = model.fit(data, { epochs: 3, write: false, progress: false, watch: { every: 0.05 } });
  const watch = watchOf(run);
  const { comm, heard } = page(watch.id);
  const mask = Uint8Array.from({ length: data.nObs }, (_, i) => Number(i < 9));
  const ask = (asked: object): void => void comm.onMessage!({ data: asked, metadata: {}, buffers: [packBits(mask)] });
  ask({ command: 'hold-out' });
  ask({ command: 'look-more', times: -1 });
  ask({ command: 'constructor' });
  await run;
  expect(watch.interventions).toMatchObject([{ kind: 'hold-out', cells: 9 }]);
  expect(heard.filter((each) => 'frame' in each)).toHaveLength(watch.seen);
  expect(heard.filter((each) => 'refused' in each)).toEqual([
    { refused: expect.stringMatching(/times must be/) as string },
  ]);
  expect(shown).toHaveLength(1);
  const last = checkView(updates.at(-1)![VIEW_MIME]) as SpatialPayload;
  expect(updates.at(-1)).toHaveProperty('image/png');
  expect(last.watch).toMatchObject({ status: 'ended', steer: [], interventions: [{ kind: 'hold-out', cells: 9 }] });
  const { color } = last.panels[0]!;
  expect(color.by === 'category' && [...decodeArray(color.codes)]).toEqual([...(await model.tokenize(data)).codes]);
  const damaged = { ...last, watch: { ...last.watch, scale: { ...last.watch!.scale, labels: [], palette: [] } } };
  expect(() => checkView(damaged)).toThrow(/watch.frames\[0\].codes/);
});

it('a page has it colored by something else from the next frame on, and hears how far it is', async () => {
  const model = zoo.create('squint', { preset: 'tiny', seed: 4, batchSize: 32 });
  const run = model.fit(example(), { epochs: 3, write: false, progress: false, watch: { every: 0.05 } });
  const watch = watchOf(run);
  const { comm, heard } = page(watch.id);
  const color = (to: string): void =>
    void comm.onMessage!({ data: { command: 'color', color: to }, metadata: {}, buffers: [] });
  watch.listen(() => watch.color === 'tokens' && watch.seen === 1 && color('error'));
  color('genes');
  await run;
  const frames = heard.flatMap((each) => ('frame' in each ? [each.frame] : []));
  const ofErrors = frames.findIndex((frame) => frame.color === 'error');
  expect(ofErrors).toBeGreaterThan(0);
  expect(frames.slice(ofErrors).every((frame) => frame.color === 'error')).toBe(true);
  const runs = heard.flatMap((each) => ('run' in each ? [each.run] : []));
  expect(runs.at(-1)).toMatchObject({
    color: 'error',
    colors: ['tokens', 'clusters', 'error'],
    scale: { by: 'value' },
  });
  const { done, of, steps, losses } = runs.at(-1)!.progress;
  expect([done, of, steps.at(-1)]).toEqual([run.totalSteps, run.totalSteps, run.totalSteps]);
  expect(losses.at(-1)).toBe(run.reports.at(-1)!.losses['loss']);
  expect(heard.filter((each) => 'refused' in each)).toEqual([
    { refused: expect.stringMatching(/cannot color cells by genes/) as string },
  ]);
  expect((updates.at(-1)![VIEW_MIME] as SpatialPayload).panels[0]!.color).toMatchObject({ by: 'value', name: 'error' });
});
