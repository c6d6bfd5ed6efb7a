import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { perturbationBrush, type PerturbationBrush } from '../../../src/lab';
import { zoo } from '../../../src/models';
import {
  BRUSH_MIME,
  BRUSH_TARGET,
  type BrushMessage,
  type BrushPayload,
  checkBrush,
  checkBrushAnswer,
  type Comm,
  type CommTargetHandler,
  decodeArray,
  DISPLAY,
  KERNEL_API,
  type Stroke,
} from '../../../src/protocol';
import { perturbCells } from '../../../src/tasks';
import { grid, linearModel, SIDE } from '../tasks/linearModel';

/** A page that opens a comm: what the library sends, in order. */
class Page {
  readonly heard: BrushMessage[] = [];
  closed = false;
  readonly comm: Comm;

  constructor(handler: CommTargetHandler, id: string) {
    this.comm = {
      id: 'c',
      target: BRUSH_TARGET,
      onMessage: undefined,
      onClose: undefined,
      send: (message) => void this.heard.push(message as BrushMessage),
      close: () => void (this.closed = true),
    };
    void handler(this.comm, { data: { id }, metadata: {}, buffers: [] });
  }

  say(data: unknown): void {
    void this.comm.onMessage!({ data, metadata: {}, buffers: [] });
  }

  get answered(): number[] {
    return this.heard.flatMap(({ status, ask }) => (status === 'answered' ? [ask!] : []));
  }
}

const stroke = (x: number, more: Partial<Stroke> = {}): Stroke => ({
  name: `at ${x}`,
  where: { path: [[x, 50]], radius: 1 },
  genes: ['PD1'],
  dose: 0,
  ...more,
});

describe('the kernel at a brush', () => {
  let handler: CommTargetHandler;
  const updates: BrushPayload[] = [];
  const scope = globalThis as { [KERNEL_API]?: unknown };
  let gates: (() => void)[] = [];
  let isSlow = false;
  const wait = (): Promise<void> => (isSlow ? new Promise((resolve) => gates.push(resolve)) : Promise.resolve());
  const open = async (brush: PerturbationBrush): Promise<Page> => {
    brush[DISPLAY]();
    return new Page(handler, brush.payload.id);
  };
  const until = (done: () => boolean): Promise<void> => expect.poll(done, { interval: 5 }).toBe(true);

  beforeAll(() => {
    scope[KERNEL_API] = {
      onComm: (target: string, given: CommTargetHandler) => void (target === BRUSH_TARGET && (handler = given)),
      display: () => undefined,
      update: (_id: string, bundle: Record<string, unknown>) => void updates.push(bundle[BRUSH_MIME] as BrushPayload),
    };
  });
  afterEach(() => {
    isSlow = false;
    for (const open of gates) open();
    gates = [];
  });
  afterAll(() => {
    scope[KERNEL_API] = undefined;
  });

  it('refuses a model that cannot before anything is shown, with the reason', () => {
    expect(() => perturbationBrush(zoo.create('squint'), grid())).toThrow(/token for each cell/);
    expect(() => perturbationBrush(zoo.create('cifm'), grid())).toThrow(/has not been trained/);
  });

  it('shows what can be painted: genes, sets that have some, types, and a tissue without the values of features', () => {
    const sets = [
      { name: 'S', description: '', genes: ['PD1', 'LAG3'] },
      { name: 'NONE', description: '', genes: ['LAG3'] },
    ];
    const { payload } = perturbationBrush([linearModel(1), linearModel(2)], grid(), { labels: 'kind', sets });
    expect(checkBrush(JSON.parse(JSON.stringify(payload)))).toMatchObject({ model: 'Linear', trainings: 2, types: ['B', 'T'], sets: ['S'] }); // prettier-ignore
    expect(payload.tissue.cells!.features).toBeUndefined();
  });

  it('answers what perturbCells answers', async () => {
    const models = [linearModel(1), linearModel(1.2)];
    const page = await open(perturbationBrush(models, grid(), { labels: 'kind' }));
    const changes = [stroke(50, { dose: 0.5 }), { name: 'in', where: { path: [[90, 90]] as [number, number][], radius: 12 }, types: ['T'], cells: 5 }]; // prettier-ignore
    page.say({ ask: 1, changes, show: { gene: 'PD1' } });
    await until(() => page.answered.length === 1);
    const { answer } = page.heard.at(-1)!;
    const want = await perturbCells(models, grid(), { changes, labels: 'kind' });
    expect(checkBrushAnswer(JSON.parse(JSON.stringify(answer)), SIDE * SIDE).text).toBe(String(want));
    expect([...decodeArray(answer!.maps.cells)]).toEqual([...want.summary.cells]);
    expect([...decodeArray(answer!.maps.change)]).toEqual([...want.maps({ gene: 'PD1' }).change.values]);
    expect(decodeArray(answer!.maps.places).length).toBe(10);
  });

  it('answers the newest of the questions that came while it was answering, and none between', async () => {
    isSlow = true;
    const page = await open(perturbationBrush(linearModel(1, wait), grid()));
    page.say({ ask: 1, changes: [stroke(50)], show: {} });
    await until(() => gates.length === 1);
    for (const ask of [2, 3, 4, 5]) page.say({ ask, changes: [stroke(10 * ask)], show: {} });
    isSlow = false;
    gates.forEach((go) => go());
    await until(() => page.answered.includes(5));
    expect(page.answered).toEqual([1, 5]);
  });

  it('lets a finished stroke end an answer that is being made', async () => {
    isSlow = true;
    const page = await open(perturbationBrush([linearModel(1, wait), linearModel(2, wait)], grid()));
    page.say({ ask: 1, changes: [stroke(50)], show: {} });
    await until(() => gates.length === 1);
    page.say({ ask: 2, changes: [stroke(60)], show: {}, keep: true });
    isSlow = false;
    gates.forEach((go) => go());
    await until(() => page.answered.includes(2));
    expect(page.answered).toEqual([2]);
    expect(page.heard.some(({ status }) => status === 'failed')).toBe(false);
  });

  it('answers a finished stroke that comes in one breath with another question', async () => {
    const page = await open(perturbationBrush(linearModel(1), grid()));
    page.say({ ask: 1, changes: [stroke(50)], show: {} });
    page.say({ ask: 2, changes: [stroke(60)], show: {}, keep: true });
    await until(() => page.answered.includes(2));
    page.say({ ask: 3, changes: [stroke(60), stroke(70)], show: {}, keep: true });
    page.say({ ask: 4, changes: [stroke(60)], show: {}, keep: true });
    await until(() => page.answered.includes(4));
  });

  it('answers each of two pages that ask at once', async () => {
    const brush = perturbationBrush(linearModel(1), grid());
    const [page, other] = [await open(brush), new Page(handler, brush.payload.id)];
    page.say({ ask: 1, changes: [stroke(50)], show: {}, keep: true });
    other.say({ ask: 1, changes: [stroke(60)], show: {} });
    await until(() => page.answered.length === 1 && other.answered.length === 1);
    expect(brush.payload.changes).toEqual([stroke(50)]);
  });

  it('keeps finished strokes with the notebook and for pages that come later; nothing of those that are not', async () => {
    const brush = perturbationBrush(linearModel(1), grid());
    const page = await open(brush);
    page.say({ ask: 1, changes: [stroke(50)], show: {}, keep: true });
    await until(() => page.answered.length === 1);
    page.say({ ask: 2, changes: [stroke(50), stroke(70)], show: {} });
    await until(() => page.answered.length === 2);
    const other = new Page(handler, brush.payload.id);
    expect(other.heard[0]).toMatchObject({ status: 'ready', changes: [{ name: 'at 50' }], answer: { ask: 1 } });
    await until(() => updates.some(({ id }) => id === brush.payload.id));
    expect(updates.at(-1)).toMatchObject({ changes: [{ name: 'at 50' }], answer: { ask: 1 } });
    page.say({ ask: 3, changes: [], show: {}, keep: true });
    await until(() => other.heard.length === 2);
    expect(other.heard[1]).toEqual({ status: 'ready', changes: [] });
    expect(brush.payload.answer).toBeUndefined();
  });

  it('gives the whole table of the kept strokes as CSV', async () => {
    const page = await open(perturbationBrush(linearModel(1), grid()));
    page.say({ ask: 1, changes: [stroke(50)], show: {}, keep: true });
    await until(() => page.answered.length === 1);
    page.say({ table: true });
    expect(page.heard.at(-1)!.csv).toMatch(/^kind,name,role,change,.*\ngene,PD1,changed,/);
  });

  it('says what is wrong with a question, and answers the next; nonsense is not heard', async () => {
    const page = await open(perturbationBrush(linearModel(1), grid()));
    for (const nonsense of [null, 7, {}, { ask: 1 }, { ask: 'x', changes: [] }, { changes: [stroke(50)] }])
      page.say(nonsense);
    page.say({ ask: 1, changes: [stroke(50, { genes: ['PD2'] })], show: {} });
    await until(() => page.heard.some(({ status }) => status === 'failed'));
    expect(page.heard.at(-1)).toMatchObject({ ask: 1, error: expect.stringContaining('no gene "PD2"') as string });
    page.say({ ask: 2, changes: [{ where: 7 }], show: {} });
    await until(() => page.heard.filter(({ status }) => status === 'failed').length === 2);
    page.say({ ask: 3, changes: [stroke(50)], show: { gene: 'no such gene' } });
    await until(() => page.answered.includes(3));
    expect(page.heard.at(-1)!.answer!.show).toEqual({});
    expect(new Page(handler, 'no such brush').closed).toBe(true);
  });
});
