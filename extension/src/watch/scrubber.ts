import { element, freshId } from '../dom';
import { icon } from '../figure/icons';
import type { FigureHost } from '../figure/host';
import type { KeptFrame } from './keptFrames';

/** Milliseconds that a frame stays while frames are played; longer for readers who want little motion (ours). */
const PACE_MS = 400;
const CALM_PACE_MS = 2000;

/** Goes through the frames of a training: a slider, steps, and a button that plays them. At its end it follows what comes. */
export class Scrubber {
  readonly node: HTMLElement;
  readonly #host: FigureHost;
  readonly #changed: () => Promise<void>;
  readonly #slider: HTMLInputElement;
  readonly #play: HTMLButtonElement;
  readonly #latest: HTMLButtonElement;
  readonly #place = element('output', { class: 'tissuebook-Watch-frame', attributes: { 'aria-live': 'off' } });
  #frames: readonly KeptFrame[] = [];
  /** Steps of the frame that is looked at; undefined for the latest, whichever that is. */
  #step: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param changed another frame is looked at */
  constructor(host: FigureHost, changed: () => Promise<void>) {
    const { trans } = host;
    this.#host = host;
    this.#changed = changed;
    const id = freshId('frame');
    this.#slider = element('input', {
      class: 'tissuebook-Watch-slider',
      attributes: { type: 'range', id, min: '0', step: '1' },
      on: { input: () => this.#go(Number(this.#slider.value)) },
    });
    this.#play = this.#button('play', trans.__('Play the frames'), () => this.#toggle());
    this.#latest = element('button', {
      text: trans.__('Latest'),
      class: 'tissuebook-button',
      attributes: { type: 'button' },
      on: { click: () => this.#go(Infinity) },
    });
    this.node = element(
      'div',
      { class: 'tissuebook-Watch-scrubber', attributes: { role: 'group', 'aria-label': trans.__('Frames') } },
      this.#button('back', trans.__('Frame before'), () => this.#go(this.at - 1)),
      this.#play,
      this.#button('on', trans.__('Next frame'), () => this.#go(this.at + 1)),
      element('label', { text: trans.__('Frame'), attributes: { for: id } }),
      this.#slider,
      this.#latest,
      this.#place,
    );
  }

  /** The place of the frame that is looked at; -1 without frames. */
  get at(): number {
    if (this.#step === undefined) return this.#frames.length - 1;
    // A frame that had to make room gives way to the one before it.
    return Math.max(0, this.#frames.filter(({ step }) => step <= this.#step!).length - 1);
  }

  /** The frame that is looked at. */
  get frame(): KeptFrame | undefined {
    return this.#frames[this.at];
  }

  /** Whether it goes on to each frame that comes. */
  get follows(): boolean {
    return this.#step === undefined;
  }

  show(frames: readonly KeptFrame[]): void {
    this.#frames = frames;
    this.node.hidden = frames.length === 0;
    this.#update();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #go(place: number): void {
    this.dispose();
    const last = this.#frames.length - 1;
    const at = Math.min(last, Math.max(0, place));
    this.#step = at === last ? undefined : this.#frames[at]!.step;
    this.#update();
    void this.#changed();
  }

  /** Plays from here to the last frame, or from the first where that is the one on show. */
  #toggle(): void {
    if (this.#timer) this.dispose();
    else {
      const begin = this.at >= this.#frames.length - 1 ? 0 : this.at + 1;
      const play = async (place: number): Promise<void> => {
        this.#step = this.#frames[place]?.step;
        this.#update();
        await this.#changed();
        if (!this.#timer) return;
        if (place >= this.#frames.length - 1) this.#stop();
        else this.#timer = setTimeout(() => void play(place + 1), this.#pace());
      };
      this.#timer = setTimeout(() => void play(begin), 0);
    }
    this.#update();
  }

  #stop(): void {
    this.dispose();
    this.#step = undefined;
    this.#update();
  }

  #pace(): number {
    return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? CALM_PACE_MS : PACE_MS;
  }

  #update(): void {
    const { trans } = this.#host;
    const { at, frame } = this;
    const count = this.#frames.length;
    this.#slider.max = String(Math.max(0, count - 1));
    this.#slider.value = String(at);
    this.#slider.disabled = count < 2;
    const text = frame ? trans.__('%1 of %2: step %3, epoch %4', at + 1, count, frame.step, frame.epoch) : '';
    this.#slider.setAttribute('aria-valuetext', text);
    this.#place.textContent = text;
    this.#latest.setAttribute('aria-pressed', String(this.follows));
    const playing = this.#timer !== undefined;
    const name = playing ? trans.__('Stop playing') : trans.__('Play the frames');
    if (this.#play.getAttribute('aria-label') === name) return;
    this.#play.setAttribute('aria-label', name);
    this.#play.title = name;
    this.#play.replaceChildren(icon(playing ? 'pause' : 'play'));
  }

  #button(name: 'play' | 'back' | 'on', label: string, act: () => void): HTMLButtonElement {
    return element(
      'button',
      {
        class: 'tissuebook-Bar-button',
        attributes: { type: 'button', 'aria-label': label, title: label },
        on: { click: act },
      },
      icon(name),
    );
  }
}
