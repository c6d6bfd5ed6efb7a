import {
  BRUSH_TARGET,
  type BrushAnswer,
  brushCode,
  type BrushMessage,
  type BrushPayload,
  type BrushReadout,
  cellsUnderBrush,
  checkBrush,
  checkBrushAnswer,
  decodeArray,
  type Stroke,
} from '../../../src/protocol';
import { widgetNames, widgetOption } from '../code/callNames';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import { KeptChannel } from '../figure/keptChannel';
import type { WidgetCells } from '../perturbation/perturbationView';
import { answerWords } from './answerWords';
import { AskedStrokes } from './askedStrokes';
import { BrushAnswerView } from './brushAnswerView';
import { BrushBar } from './brushBar';
import { BrushTool, type Path } from './brushTool';
import { ResponseMaps } from './responseMaps';
import { StrokeForm, type StrokeSettings } from './strokeForm';
import { StrokeHistory } from './strokeHistory';
import { StrokeList } from './strokeList';
import { type Frame, type SectionCells, sectionCells, toTissue, wholeFrame, zoomed } from './tissueFrame';

/** Milliseconds between two questions while a hand moves: answers take longer (ours). */
const ASK_MS = 25;
/** Cells that a brush paints at first, about (ours). */
const FIRST_CELLS = 20;
const NONE: readonly number[] = [];

/** A perturbation brush on a page: the tissue to paint on, the strokes, the way to the kernel, and what it answers. */
export class BrushView {
  readonly node = element('section', { class: 'tissuebook-Brush' });
  readonly #host: FigureHost;
  readonly #cells: WidgetCells | undefined;
  readonly #maps: ResponseMaps;
  readonly #bar: BrushBar;
  readonly #answerView: BrushAnswerView;
  readonly #tool: BrushTool;
  readonly #list: StrokeList;
  readonly #history = new StrokeHistory();
  #asked = new AskedStrokes();
  #payload: BrushPayload | undefined;
  #form: StrokeForm | undefined;
  #link: KeptChannel | undefined;
  #answer: BrushAnswer | undefined;
  #section: SectionCells | undefined;
  #sectionAt = 0;
  #frame: Frame | undefined;
  #chosen: number | undefined;
  #live: Stroke[] | undefined;
  #preview: readonly number[] = NONE;
  #show: BrushReadout = {};
  #isLost = true;
  #drawing = 0;
  #asking: ReturnType<typeof setTimeout> | undefined;
  readonly #sized: ResizeObserver;

  constructor(host: FigureHost, cells: WidgetCells | undefined) {
    const { trans } = host;
    this.#host = host;
    this.#cells = cells;
    this.#maps = new ResponseMaps(
      host,
      (readout) => this.#showMap(readout),
      () => this.#redraw(),
    );
    this.#list = new StrokeList(trans, {
      choose: (at) => this.#choose(at),
      remove: (at) => this.#remove(at),
      rename: (at, name) => {
        if (this.#isLost) return;
        this.#finish(this.#history.strokes.map((one, i) => (i === at ? { ...one, name } : one)));
      },
    });
    this.#bar = new BrushBar(trans, {
      undo: () => this.#undo(),
      redo: () => this.#redo(),
      zoom: (factor) => this.#zoom(factor, this.#tool.at),
      radius: (radius) => this.#tool.resize(radius),
      section: (at) => this.#toSection(at),
      ...(cells && { insert: () => cells.insert(this.node, this.#code()) }),
    });
    this.#answerView = new BrushAnswerView(host, {
      show: (readout) => this.#showMap(readout),
      save: () => this.#link?.send({ table: true }),
    });
    this.#tool = new BrushTool(this.#maps.surface, {
      placeAt: (x, y) => this.#placeAt(x, y),
      scale: () => this.#frame?.scale ?? 1,
      ready: () => this.#ready(),
      moved: () => this.#moved(),
      painting: (path) => this.#paint(path),
      painted: (path) => this.#painted(path),
      dropped: () => this.#drop(),
      zoom: (factor, at) => this.#zoom(factor, at),
      pan: (dx, dy) => this.#pan(dx, dy),
      undo: () => this.#undo(),
      redo: () => this.#redo(),
    });
    this.node.setAttribute('data-lm-suppress-shortcuts', 'true');
    this.node.addEventListener('keydown', (event) => this.#key(event));
    this.#sized = new ResizeObserver(() => this.#redraw());
    this.#sized.observe(this.#maps.surface);
  }

  /** Shows a payload of any origin, or says why it cannot be shown. */
  async show(value: unknown): Promise<void> {
    let payload: BrushPayload;
    try {
      payload = checkBrush(value);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.node.replaceChildren(
        element('div', { class: 'tissuebook-View-message', text, attributes: { role: 'alert' } }),
      );
      return;
    }
    // The same brush with strokes kept: the page knows them already, or hears of them from the kernel.
    if (payload.id === this.#payload?.id) return;
    this.#build(payload);
  }

  async draw(): Promise<void> {
    this.#redraw();
  }

  dispose(): void {
    clearTimeout(this.#asking);
    cancelAnimationFrame(this.#drawing);
    this.#sized.disconnect();
    this.#link?.close();
  }

  #build(payload: BrushPayload): void {
    this.#link?.close();
    this.#payload = payload;
    const { trans } = this.#host;
    this.#form = new StrokeForm(trans, payload, (done) => this.#formChanged(done));
    this.node.setAttribute('aria-label', payload.title);
    const simulated = element('span', { class: 'tissuebook-Brush-simulated', text: trans.__('Simulated') });
    this.node.replaceChildren(
      element('h2', {}, payload.title, ' ', simulated),
      this.#bar.node,
      this.#bar.state,
      element(
        'div',
        { class: 'tissuebook-Brush-body' },
        element('div', { class: 'tissuebook-Brush-side' }, this.#form.node, this.#list.node),
        this.#maps.node,
      ),
      this.#bar.keys,
      this.#answerView.node,
    );
    this.#bar.sections(payload.tissue.panels.map(({ title }) => title));
    this.#toSection(0);
    this.#adopt(payload.changes, payload.answer);
    const { spacing } = this.#section!;
    this.#tool.at = [this.#frame!.x, this.#frame!.y];
    this.#tool.resize(spacing * Math.sqrt(FIRST_CELLS / Math.PI));
    this.#isLost = true;
    this.#bar.looking();
    this.#link = new KeptChannel(
      this.#host,
      this.node,
      BRUSH_TARGET,
      { id: payload.id },
      { message: (message) => this.#hear(message as BrushMessage), lost: (looking) => this.#lost(looking) },
    );
  }

  /** Strokes of the kernel, or of the notebook. */
  #adopt(changes: readonly Stroke[], answer: BrushAnswer | undefined): void {
    this.#asked = new AskedStrokes();
    this.#tool.drop();
    if (JSON.stringify(changes) !== JSON.stringify(this.#history.strokes)) this.#history.reset(changes);
    this.#chosen = undefined;
    this.#live = undefined;
    this.#preview = NONE;
    this.#show = answer?.show ?? {};
    this.#showAnswer(answer);
    this.#showStrokes();
  }

  #hear(message: BrushMessage): void {
    const { status, changes, answer, ask, csv, error } = message;
    if (this.#isLost) {
      this.#isLost = false;
      this.#bar.found();
    }
    if (csv !== undefined) this.#answerView.download(csv);
    try {
      const sound = answer === undefined ? undefined : checkBrushAnswer(answer, this.#payload!.tissue.cells!.count);
      if (status === 'ready' && changes) this.#adopt(checkBrush({ ...this.#payload, changes }).changes, sound);
      else if (status === 'opening') this.#bar.say(this.#host.trans.__('The tissue is being opened …'));
      else if (status === 'answered' && sound && this.#asked.takes(sound)) this.#answered(sound);
      else if (status === 'failed' && this.#asked.concerns(ask)) {
        this.#busy(false);
        this.#bar.complain(error ?? this.#host.trans.__('The model could not be asked.'));
      }
    } catch (problem) {
      this.#bar.complain(problem instanceof Error ? problem.message : String(problem));
    }
  }

  #answered(answer: BrushAnswer): void {
    this.#bar.complain('');
    this.#busy(this.#asked.waiting);
    this.#showAnswer(answer);
    this.#showStrokes();
  }

  #showAnswer(answer: BrushAnswer | undefined): void {
    this.#answer = answer;
    this.#answerView.show(answer, answer ? this.#code() : '');
    this.#maps.answer(answer);
    this.node.dataset['answered'] = answer ? String(answer.ask) : '';
    // Numbers that change with each move of the hand are for eyes: only finished strokes are read aloud.
    if (!answer) this.#bar.unanswered();
    else if (!this.#live) this.#bar.answered(answer, answerWords(this.#host.trans, this.#payload!, answer));
    this.#redraw();
  }

  #lost(looking: boolean): void {
    this.#isLost = true;
    this.#busy(false);
    this.#tool.drop();
    this.#bar.lost(looking);
  }

  /** Whether a stroke can be begun; says why not. */
  #ready(): boolean {
    if (this.#isLost) return false;
    const read = this.#form!.read();
    this.#bar.complain('wrong' in read ? read.wrong : '');
    return !('wrong' in read);
  }

  #paint(path: Path): void {
    const stroke = this.#strokeOf(path);
    this.#live = [...this.#history.strokes, stroke];
    const section = this.#section!;
    const under = cellsUnderBrush(stroke.where, section.x, section.y);
    this.#preview = Array.from(under, (place) => section.numbers[place]!);
    this.#askSoon();
    this.#redraw();
  }

  #painted(path: Path): void {
    this.#live = undefined;
    this.#preview = NONE;
    const strokes = [...this.#history.strokes, this.#strokeOf(path)];
    this.#chosen = strokes.length - 1;
    this.#finish(strokes);
  }

  #drop(): void {
    const had = this.#live !== undefined;
    this.#live = undefined;
    this.#preview = NONE;
    if (had && !this.#isLost) this.#ask(this.#history.strokes, true);
    this.#redraw();
  }

  #strokeOf(path: Path): Stroke {
    const read = this.#form!.read();
    const settings = 'settings' in read ? read.settings : {};
    const { panels } = this.#payload!.tissue;
    const section = panels.length > 1 ? { section: panels[this.#sectionAt]!.title } : {};
    return { name: nameOf(settings), where: { path: [...path], radius: this.#tool.radius, ...section }, ...settings };
  }

  /** The form changes the chosen stroke; with none chosen it says what the next one does. */
  #formChanged(done: boolean): void {
    const read = this.#form!.read();
    const old = this.#chosen === undefined ? undefined : this.#history.strokes[this.#chosen];
    if (this.#isLost || !old) return;
    if ('wrong' in read) return this.#bar.complain(read.wrong);
    const { name, where, ...before } = old;
    const renamed = name === nameOf(before) ? nameOf(read.settings) : name;
    const next = this.#history.strokes.map((one) => (one === old ? { name: renamed, where, ...read.settings } : one));
    if (done) {
      this.#live = undefined;
      return JSON.stringify(next) === JSON.stringify(this.#history.strokes) ? undefined : this.#finish(next);
    }
    this.#live = next;
    this.#askSoon();
  }

  #choose(at: number | undefined): void {
    this.#chosen = at;
    const stroke = at === undefined ? undefined : this.#history.strokes[at];
    if (stroke) this.#form!.fill(stroke);
    this.#showStrokes();
  }

  #remove(at: number): void {
    if (this.#isLost) return;
    this.#history.do(this.#history.strokes.filter((_, i) => i !== at));
    this.#wentBack();
  }

  #finish(strokes: readonly Stroke[]): void {
    this.#history.do(strokes);
    this.#showStrokes();
    this.#ask(strokes, true);
  }

  #undo(): void {
    if (this.#tool.painting) return this.#tool.drop();
    if (!this.#isLost && this.#history.undo()) this.#wentBack();
  }

  #redo(): void {
    if (!this.#isLost && !this.#tool.painting && this.#history.redo()) this.#wentBack();
  }

  #wentBack(): void {
    this.#chosen = undefined;
    this.#live = undefined;
    const { strokes } = this.#history;
    if (strokes.length === 0) this.#showAnswer(undefined);
    this.#showStrokes();
    this.#ask(strokes, true);
    this.#bar.say(this.#host.trans.__('%1 strokes.', strokes.length));
  }

  #askSoon(): void {
    this.#asking ??= setTimeout(() => {
      this.#asking = undefined;
      if (this.#live) this.#ask(this.#live, false);
    }, ASK_MS);
  }

  #ask(changes: readonly Stroke[], keep: boolean): void {
    this.#link?.send({ ask: this.#asked.next(keep), changes, show: this.#show, ...(keep && { keep }) });
    this.#busy(changes.length > 0);
  }

  #busy(is: boolean): void {
    this.#maps.node.setAttribute('aria-busy', String(is));
  }

  #showMap(readout: BrushReadout): void {
    this.#show = readout;
    if (this.#history.strokes.length > 0 && !this.#isLost) this.#ask(this.#history.strokes, true);
  }

  #showStrokes(): void {
    const painted = this.#live ? NONE : (this.#answer?.painted ?? NONE);
    this.#list.show(this.#history.strokes, this.#chosen, painted);
    this.#bar.strokes(this.#history);
  }

  #toSection(at: number): void {
    const { tissue } = this.#payload!;
    this.#sectionAt = at;
    const panel = tissue.panels[at]!;
    this.#section = sectionCells(panel, tissue.cells!.count, tissue.cells!.basis.factor);
    this.#maps.show(this.#section, panel);
    this.#zoom(0, undefined);
  }

  /** @param factor 0 shows all */
  #zoom(factor: number, at: readonly [number, number] | undefined): void {
    const { width, height } = this.#maps.size;
    const whole = wholeFrame(this.#section!, width, height);
    const frame = this.#frame ?? whole;
    this.#frame = factor === 0 ? whole : zoomed(frame, factor, at ?? [frame.x, frame.y], whole.scale);
    this.#redraw();
  }

  #pan(dx: number, dy: number): void {
    const { x, y, scale } = this.#frame!;
    this.#frame = { x: x - dx / scale, y: y - dy / scale, scale };
    this.#redraw();
  }

  #placeAt(clientX: number, clientY: number): [number, number] {
    const { left, top } = this.#maps.surface.firstElementChild!.getBoundingClientRect();
    const { width, height } = this.#maps.size;
    return toTissue(this.#frame!, width, height, [clientX - left, clientY - top]);
  }

  /** A brush that a key moved out of the picture is followed. */
  #moved(): void {
    const [at, frame] = [this.#tool.at, this.#frame];
    if (!at || !frame) return;
    const { width, height } = this.#maps.size;
    const [dx, dy] = [(at[0] - frame.x) * frame.scale, (at[1] - frame.y) * frame.scale];
    if (Math.abs(dx) > width / 2 || Math.abs(dy) > height / 2) this.#frame = { ...frame, x: at[0], y: at[1] };
    this.#bar.brush(this.#tool.radius, () => {
      const { x, y } = this.#section!;
      return cellsUnderBrush({ path: [at], radius: this.#tool.radius }, x, y).length;
    });
    this.#redraw();
  }

  #redraw(): void {
    if (this.#drawing || !this.#frame) return;
    this.#drawing = requestAnimationFrame(() => {
      this.#drawing = 0;
      const { at, radius } = this.#tool;
      const answer = this.#answer?.maps;
      const painted = answer ? [...decodeArray(answer.painted), ...this.#preview] : this.#preview;
      const places = answer ? decodeArray(answer.places) : NONE;
      this.#maps.draw(this.#frame!, { painted, places, brush: at && !this.#isLost ? { at, radius } : undefined });
    });
  }

  #key(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (isTyping || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) this.#redo();
    else this.#undo();
  }

  /** The code of the finished strokes, with the names of the cell that shows the brush. */
  #code(): string {
    const { model, labels, seed } = this.#payload!;
    const source = this.#cells?.sourceOf(this.node) ?? '';
    const verb = 'perturbationBrush';
    const names = widgetNames(source, verb, model) ?? { model: 'model', data: 'adata' };
    return brushCode(this.#history.strokes, { ...names, labels, seed, sets: widgetOption(source, verb, 'sets') });
  }
}

/** What a stroke is called until somebody names it. */
function nameOf({ genes = [], sets = [], dose = 0, types = [], cells = 0 }: StrokeSettings): string {
  if (types.length > 0) return `${cells} ${types.join(' / ')}`;
  const names = [...sets, ...genes];
  const more = names.length > 2 ? ` +${names.length - 2}` : '';
  return `${names.slice(0, 2).join(', ')}${more} ${Math.round(100 * dose)}%`.slice(0, 100);
}
