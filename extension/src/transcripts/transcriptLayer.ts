import type { ShownTranscripts, SpatialPayload, ViewPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureSide, SideHandle } from '../figure/figureSide';
import { glBudget } from '../figure/glBudget';
import type { FigureHost } from '../figure/host';
import type { PlotlyElement } from '../figure/plotlyTypes';
import { panelView } from '../points/panelView';
import type { PanelView } from '../points/pointCloud';
import type { DotCanvas } from './dotCanvas';
import { DotFeed } from './dotFeed';
import { levelFor, oneIn, tilesOf } from './dotPlan';
import { ShownGenes } from './shownGenes';
import { TranscriptPanel } from './transcriptPanel';

/** Milliseconds that a movement must pause before tiles are asked for (ours). */
const REST_MS = 60;
/** Milliseconds in which dots must be drawn to be drawn at each step of a movement: half a frame at 30 Hz (ours). */
const SMOOTH_MS = 16;

/** Transcripts of genes as dots over the cells of a figure: a sample that the notebook keeps, and tiles that the kernel sends while one zooms. */
export class TranscriptLayer {
  readonly #host: FigureHost;
  readonly #part: SideHandle;
  readonly #panel: TranscriptPanel;
  readonly #over = element('div', { class: 'tissuebook-View-dots', attributes: { 'aria-hidden': 'true' } });
  #shown: ShownTranscripts | undefined;
  #genes: ShownGenes | undefined;
  #feed: DotFeed | undefined;
  #canvases: DotCanvas[] = [];
  #drawn: PlotlyElement | undefined;
  #changes: Record<string, unknown> = {};
  #frame = 0;
  #took = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(host: FigureHost, side: FigureSide) {
    this.#host = host;
    this.#panel = new TranscriptPanel(host, {
      add: (name) => this.#add(name),
      remove: (name) => this.#change((genes) => genes.remove(name)),
      toggled: (name, visible) => {
        for (const gene of this.#genes?.list ?? []) if (gene.name === name) gene.visible = visible;
        this.#moved();
      },
    });
    this.#part = side.add({ id: 'transcripts', title: host.trans.__('Transcripts'), order: 35, open: true, content: this.#panel.content }); // prettier-ignore
    this.#part.hidden = true;
  }

  /** Takes over a payload; genes that were chosen stay while it shows the same transcripts. */
  follow(payload: ViewPayload): void {
    const shown = withDots(payload) ? payload.transcripts : undefined;
    this.#part.hidden = !shown;
    if (shown?.key === this.#shown?.key) return;
    this.clear();
    if (!shown) return;
    this.#part.hidden = false;
    this.#shown = shown;
    this.#genes = new ShownGenes(shown);
    this.#panel.list(this.#genes.list);
    this.#panel.say(
      glBudget.supported ? '' : this.#host.trans.__('This page has no WebGL: transcripts cannot be drawn.'),
    );
    this.#feed = new DotFeed(this.#host, this.#part.node, shown.key, {
      facts: (facts) => {
        this.#panel.offer(facts);
        this.#panel.say('');
        this.#askSoon();
      },
      came: () => this.#redraw(),
      problem: (text) => this.#panel.say(text),
      lost: (looking) => this.#lost(looking),
    }); // prettier-ignore
  }

  /** Lays the dots over a picture that plotly has drawn, and follows its zoom. */
  async show(payload: ViewPayload, drawn: PlotlyElement): Promise<void> {
    if (!this.#shown || !withDots(payload) || !glBudget.supported) return;
    const { DotCanvas } = await import('./dotCanvas');
    this.#drawn = drawn;
    while (this.#canvases.length < payload.panels.length) this.#canvases.push(new DotCanvas());
    this.#canvases.length = payload.panels.length;
    this.#over.replaceChildren(...this.#canvases.map(({ node }) => node));
    const below = drawn.querySelector('.tissuebook-View-layer') ?? drawn.querySelector('.gl-container');
    if (below && below.nextSibling !== this.#over) below.after(this.#over);
    for (const [event, listener] of [['plotly_relayout', this.#moved], ['plotly_relayouting', this.#moving]] as const) {
      drawn.removeListener(event, listener);
      drawn.on(event, listener);
    } // prettier-ignore
    this.#moved();
  }

  /** The dots of each panel in finer pixels, as addresses of pictures with the ranges that they cover. */
  pictures(scale: number): { panel: number; source: string; x: number[]; y: number[] }[] {
    return this.#canvases.flatMap((canvas, panel) => {
      const view = this.#view(panel);
      if (!view || !this.#shown || !this.#genes || !this.#feed) return [];
      return [{ panel, source: canvas.picture(view, this.#shown, this.#genes.list, this.#feed, scale), x: [...view.x], y: [...view.y] }]; // prettier-ignore
    });
  }

  clear(): void {
    clearTimeout(this.#rest);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#feed?.dispose();
    this.#shown = this.#genes = this.#feed = this.#drawn = undefined;
    this.#canvases = [];
    this.#over.remove();
    this.#panel.offer(undefined);
    this.#part.hidden = true;
  }

  #add(name: string): void {
    const facts = this.#feed?.facts;
    if (!facts || !this.#genes) return;
    if (this.#genes.has(name)) return this.#panel.say(this.#host.trans.__('%1 is there already.', name));
    if (this.#genes.full) return this.#panel.say(this.#panel.fullText);
    this.#change((genes) => genes.add(name, facts));
  }

  #change(act: (genes: ShownGenes) => unknown): void {
    if (!this.#genes) return;
    act(this.#genes);
    this.#panel.say('');
    this.#panel.list(this.#genes.list);
    this.#moved();
  }

  readonly #moving = (changes: Record<string, unknown>): void => {
    this.#changes = changes;
    this.#canvases.forEach((canvas, p) => {
      const view = this.#view(p);
      if (view) canvas.shift(view);
    });
    if (this.#took < SMOOTH_MS) this.#redraw();
    this.#askSoon();
  };

  readonly #moved = (): void => {
    this.#changes = {};
    this.#redraw();
    this.#askSoon();
  };

  #view(panel: number): PanelView | undefined {
    return this.#drawn && panelView(this.#drawn, panel, this.#changes);
  }

  #askSoon(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#ask(), REST_MS);
  }

  /** Asks for what the panels show, of all genes the coarse levels first. */
  #ask(): void {
    const [shown, genes] = [this.#shown, this.#genes];
    if (!shown || !genes) return;
    const views = this.#canvases.flatMap((_, p) => this.#view(p) ?? []);
    const wanted = genes.list.flatMap(({ name, visible, depth, sample }) => {
      if (!visible) return [];
      const tiles = views.flatMap((view) => {
        const deepest = levelFor(shown, depth, view);
        const first = sample ? 1 : 0;
        return Array.from({ length: Math.max(0, deepest + 1 - first) }, (_, l) => tilesOf(shown, l + first, view)).flat(); // prettier-ignore
      });
      const once = new Map(tiles.map((tile) => [`${tile.level}/${tile.column}/${tile.row}`, tile]));
      return [{ gene: name, tiles: [...once.values()].sort((a, b) => a.level - b.level) }];
    });
    this.#feed?.want(wanted);
  }

  /** Draws in the next frame: however much comes until then is drawn once. */
  #redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const [shown, genes, feed] = [this.#shown, this.#genes, this.#feed];
    if (!shown || !genes || !feed) return;
    const start = performance.now();
    let missing = 0;
    this.#canvases.forEach((canvas, p) => {
      const view = this.#view(p);
      if (!view) return;
      missing += canvas.draw(view, shown, genes.list, feed);
      if (p > 0) return;
      for (const { name, depth } of genes.list) {
        this.#panel.share(name, oneIn(feed.facts ? levelFor(shown, depth, view) : 0, depth));
      }
    });
    this.#took = performance.now() - start;
    this.#over.dataset['missing'] = String(missing);
  }

  #lost(looking: boolean): void {
    this.#panel.offer(undefined);
    this.#redraw();
    // A page without kernels has nothing to say about them.
    if (!this.#host.connect) return;
    const { trans } = this.#host;
    this.#panel.say(
      looking
        ? trans.__('No kernel answers: a sample of the transcripts is shown. The kernel is looked for again …')
        : trans.__('A sample of the transcripts is shown: no kernel has the others. Run the cell again to see them.'),
    );
  }
}

function withDots(payload: ViewPayload): payload is SpatialPayload & { transcripts: ShownTranscripts } {
  return payload.kind === 'spatial' && !payload.space && payload.transcripts !== undefined;
}
