import type { ChannelLook, SectionImage, TilePlace, ZoomSource } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import type { PanelView } from '../points/pointCloud';
import { ChannelPanel } from './channelPanel';
import { TileFeed } from './tileFeed';
import { TilePainter } from './tilePainter';
import { planTiles } from './tilePlan';

/** What an image tells its figure. */
interface Tells {
  /** The kernel has the image from now on, or no more. */
  live(): void;
  /** There is something else to draw. */
  stale(): void;
  /** There is something else to ask for. */
  lacking(): void;
  say(text: string): void;
}

/** An image of a view that is drawn from tiles of the kernel: in every panel that shows it. */
export class ZoomedImage {
  readonly section: SectionImage;
  readonly panel: ChannelPanel;
  readonly #zoom: ZoomSource;
  readonly #feed: TileFeed;
  readonly #painter: TilePainter;
  readonly #host: FigureHost;
  readonly #tells: Tells;
  #looks: readonly ChannelLook[];

  constructor(host: FigureHost, node: HTMLElement, section: SectionImage, zoom: ZoomSource, tells: Tells) {
    this.section = section;
    this.#zoom = zoom;
    this.#host = host;
    this.#tells = tells;
    this.#looks = zoom.looks;
    this.#painter = new TilePainter(section);
    this.panel = new ChannelPanel(host, {
      changed: (looks) => {
        this.#looks = looks;
        tells.stale();
        tells.lacking();
      },
      range: (channel) => this.#feed.range(channel),
    });
    this.#feed = new TileFeed(host, node, zoom.key, {
      facts: (facts) => {
        if (!zoom.colored) this.panel.show(facts.channels, this.#looks);
        tells.say('');
        tells.live();
      },
      came: () => tells.stale(),
      problem: (text) => tells.say(text),
      lost: (looking) => this.#lost(looking),
    });
  }

  /** Whether the kernel has the image. */
  get live(): boolean {
    return this.#feed.facts !== undefined;
  }

  /** Asks for the tiles of all views of the image, the coarsest of each first so that there is soon something to see. */
  want(views: readonly PanelView[]): void {
    const { facts } = this.#feed;
    if (!facts) return;
    const channels = this.#looks.map(({ channel }) => channel);
    const plans = views.map((view) => planTiles(facts, this.section, view, devicePixelRatio));
    const coarsest = facts.scales.at(-1);
    const first = coarsest === undefined ? [] : views.flatMap((view) => planTiles({ ...facts, scales: [coarsest] }, this.section, view, devicePixelRatio)?.tiles ?? []); // prettier-ignore
    const tiles: TilePlace[] = [...first, ...plans.flatMap((plan) => plan?.tiles ?? [])];
    this.#feed.want(tiles, channels);
  }

  /** Draws a view of the image. @returns how many of its tiles are not there yet */
  paint(canvas: HTMLCanvasElement, view: PanelView): number {
    const { facts } = this.#feed;
    const plan = facts && planTiles(facts, this.section, view, devicePixelRatio);
    const missing = this.#painter.paint(canvas, view, this.#feed, this.#looks, plan?.scale);
    canvas.dataset['scale'] = plan ? String(plan.scale) : '';
    return missing;
  }

  dispose(): void {
    this.#feed.dispose();
  }

  #lost(looking: boolean): void {
    const { trans } = this.#host;
    // What the small version shows.
    this.#looks = this.#zoom.looks;
    this.panel.hide();
    this.#tells.live();
    this.#tells.stale();
    // A page without kernels has nothing to say about them.
    if (!this.#host.connect) return;
    this.#tells.say(
      looking
        ? trans.__('No kernel answers: the small version of the image is shown. The kernel is looked for again …')
        : trans.__(
            'The small version of the image is shown: no kernel has it open. Run its cell again to zoom into it.',
          ),
    );
  }
}

/** The line under a figure that says what is wrong with its image. */
export function imageStatus(): HTMLElement {
  return element('p', { class: 'tissuebook-View-imagestatus', attributes: { role: 'status' } });
}
