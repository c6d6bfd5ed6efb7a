import { channelColor, type ChannelLook, type ChannelRange, MAX_LOOKS } from '../../../src/protocol';
import { element, freshId } from '../dom';
import { button } from '../figure/button';
import type { FigureHost } from '../figure/host';

/** Steps of a slider from the least to the most value. */
const STEPS = 250;
const GAMMA = { min: '0.2', max: '3', step: '0.05' };

interface Parts {
  changed(looks: ChannelLook[]): void;
  range(channel: number): Promise<ChannelRange | undefined>;
}

/** The channels of an image: which are shown, in what color, from which value to which, and how bright their middle is. */
export class ChannelPanel {
  readonly node: HTMLDetailsElement;
  readonly #host: FigureHost;
  readonly #parts: Parts;
  readonly #list = element('div', { class: 'tissuebook-View-channels', attributes: { role: 'group' } });
  readonly #full = element('p', { class: 'tissuebook-View-imagestatus', attributes: { role: 'status' } });
  readonly #looks = new Map<number, ChannelLook>();
  readonly #rows: HTMLElement[] = [];
  #names: readonly string[] = [];

  constructor(host: FigureHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#list.setAttribute('aria-label', host.trans.__('Channels'));
    this.node = element(
      'details',
      { class: 'tissuebook-Side-part', attributes: { 'data-lm-suppress-shortcuts': 'true' } },
      element('summary', { text: host.trans.__('Channels') }),
      element('div', { class: 'tissuebook-Side-content' }, this.#list, this.#full),
    );
    this.node.hidden = true;
  }

  /** Lists the channels of an image, with those on show. */
  show(names: readonly string[], looks: readonly ChannelLook[]): void {
    this.node.hidden = false;
    this.#looks.clear();
    for (const look of looks) this.#looks.set(look.channel, look);
    this.#names = names;
    this.#rows.splice(0, Infinity, ...names.map((_, channel) => this.#row(channel)));
    this.#list.replaceChildren(...this.#rows);
    looks.forEach(({ channel }) => void this.#open(channel));
  }

  /** Without a kernel channels cannot be shown in another way. */
  hide(): void {
    this.node.hidden = true;
  }

  #row(channel: number): HTMLElement {
    const id = freshId('channel');
    const box = element('input', {
      attributes: { type: 'checkbox', id },
      on: { change: () => (box.checked ? void this.#switchOn(channel, box) : this.#switchOff(channel)) },
    });
    box.checked = this.#looks.has(channel);
    const name = this.#names[channel]!;
    return element('div', { class: 'tissuebook-View-channel' }, element('span', {}, box, element('label', { text: name, attributes: { for: id } }))); // prettier-ignore
  }

  async #switchOn(channel: number, box: HTMLInputElement): Promise<void> {
    const { trans } = this.#host;
    this.#full.textContent = '';
    if (this.#looks.size >= MAX_LOOKS) {
      box.checked = false;
      this.#full.textContent = trans.__('At most %1 channels are shown at once: switch one off first.', MAX_LOOKS);
      return;
    }
    const range = await this.#parts.range(channel);
    if (!box.checked) return;
    const { low, high } = range ?? { low: 0, high: 1 };
    this.#looks.set(channel, { channel, color: channelColor(this.#names, channel), low, high, gamma: 1 });
    void this.#open(channel, range);
    this.#tell();
  }

  #switchOff(channel: number): void {
    this.#full.textContent = '';
    this.#looks.delete(channel);
    this.#rows[channel]!.querySelector('.tissuebook-View-channelfields')?.remove();
    this.#tell();
  }

  /** Puts the fields of a channel that is on beside its name. */
  async #open(channel: number, known?: ChannelRange): Promise<void> {
    const range = known ?? (await this.#parts.range(channel));
    const row = this.#rows[channel];
    const look = this.#looks.get(channel);
    if (!row || !look || row.querySelector('.tissuebook-View-channelfields')) return;
    const { least, most } = range ?? { least: look.low, most: look.high };
    const ends = { min: Math.min(least, look.low), max: Math.max(most, look.high) };
    const step = (ends.max - ends.min) / STEPS;
    const { trans } = this.#host;
    const name = this.#names[channel]!;
    const change = (part: Partial<ChannelLook>): void => {
      this.#looks.set(channel, { ...this.#looks.get(channel)!, ...part });
      this.#tell();
    };
    const color = element('input', {
      attributes: { type: 'color', 'aria-label': trans.__('%1: color', name) },
      on: { input: () => change({ color: color.value }) },
    });
    color.value = look.color;
    const slider = (text: string, label: string, at: number, of: Record<string, string>, act: (value: number) => void): [HTMLElement, HTMLInputElement] => {
      const input = element('input', { attributes: { type: 'range', ...of, 'aria-label': label }, on: { input: () => act(Number(input.value)) } });
      input.value = String(at);
      return [element('span', {}, element('span', { text, attributes: { 'aria-hidden': 'true' } }), input), input];
    }; // prettier-ignore
    const scale = { min: String(ends.min), max: String(ends.max), step: String(step) };
    const [from, low] = slider(trans.__('from'), trans.__('%1: black up to', name), look.low, scale, (value) => {
      change({ low: Math.min(value, this.#looks.get(channel)!.high - step) });
    });
    const [to, high] = slider(trans.__('to'), trans.__('%1: full color from', name), look.high, scale, (value) => {
      change({ high: Math.max(value, this.#looks.get(channel)!.low + step) });
    });
    const [bend, gamma] = slider(trans.__('gamma'), trans.__('%1: gamma', name), look.gamma, GAMMA, (value) => {
      change({ gamma: value });
    });
    const auto = button(trans.__('Auto'), () => {
      const { low: first, high: last } = range ?? look;
      [low.value, high.value, gamma.value] = [String(first), String(last), '1'];
      change({ low: first, high: last, gamma: 1 });
    });
    auto.setAttribute('aria-label', trans.__('%1: range and gamma as they were', name));
    row.append(element('span', { class: 'tissuebook-View-channelfields' }, color, from, to, bend, auto));
  }

  #tell(): void {
    this.#parts.changed([...this.#looks.values()].sort((a, b) => a.channel - b.channel));
  }
}
