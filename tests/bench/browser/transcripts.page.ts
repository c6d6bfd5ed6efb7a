import { english } from '../../../extension/src/figure/english';
import { FigureView } from '../../../extension/src/figure/figureView';
import type { Channel, FigureHost } from '../../../extension/src/figure/host';
import { PAGE_THEME, type TranscriptQuestion } from '../../../src/protocol';

const PAN_MS = 3000;

/** What the kernel's side of the measurement answers: a message, and its buffer as base64. */
type Answered = { message: unknown; base64: string };
type Kernel = Window & { askKernel(question: TranscriptQuestion | undefined): Promise<Answered> };

/** What a page measured: milliseconds, frames a second, dots on show, tiles' bytes. */
export interface MeasuredDots {
  dots: number;
  panFrames: number;
  longest: number;
  megabytes: number;
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
const dotsOf = (): HTMLElement => document.querySelector<HTMLElement>('.tissuebook-View-dots')!;

function channelOf(): Channel {
  const tell = async (question?: TranscriptQuestion): Promise<void> => {
    const { message, base64 } = await (window as unknown as Kernel).askKernel(question);
    channel.onMessage(message, base64 ? [Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))] : []);
  };
  const channel: Channel = {
    send: (data) => {
      const question = data as TranscriptQuestion;
      if (question.ask === 'tiles') void tell(question);
    },
    onMessage: () => undefined,
    onClose: () => undefined,
    close: () => undefined,
  };
  setTimeout(() => void tell());
  return channel;
}

/** Shows the view; at each number of steps nearer, waits for all tiles and pans for three seconds with the mouse. */
async function bench(payload: unknown, steps: readonly number[]): Promise<{ first: number; views: MeasuredDots[] }> {
  const host: FigureHost = {
    trans: english,
    theme: () => PAGE_THEME,
    plotly: async () => (await import('../../../extension/src/figure/plotly')).default,
    scrollZoom: false,
    connect: () => Promise.resolve(channelOf()),
  };
  const view = new FigureView(host);
  document.body.append(view.node);
  const start = performance.now();
  await view.show(payload);
  await complete();
  const first = performance.now() - start;
  const views: MeasuredDots[] = [];
  for (const step of steps) {
    for (let k = 0; k < step; k++) document.querySelector<HTMLElement>('[aria-label="Zoom in"]')!.click();
    await complete();
    views.push(await pan());
    await complete();
  }
  return { first, views };
}

async function complete(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  while (dotsOf()?.dataset['missing'] !== '0') await nextFrame();
}

async function pan(): Promise<MeasuredDots> {
  const dots = Number(document.querySelector<HTMLElement>('.tissuebook-View-dotpanel')!.dataset['dots']);
  const drag = document.querySelector('.nsewdrag')!;
  const { left, top, width, height } = drag.getBoundingClientRect();
  const middle = { x: left + width / 2, y: top + height / 2 };
  press(drag, 'down', middle);
  let [frames, longest, last] = [0, 0, performance.now()];
  const from = last;
  for (; last - from < PAN_MS; frames++) {
    const away = 100 * Math.sin(frames / 10);
    press(drag, 'move', { x: middle.x - away, y: middle.y - away / 3 });
    await nextFrame();
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  press(drag, 'up', middle);
  const memory = (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0;
  return { dots, panFrames: (1000 * frames) / (last - from), longest, megabytes: memory / 1e6 };
}

function press(target: Element, what: 'down' | 'move' | 'up', at: { x: number; y: number }): void {
  const over = what === 'down' ? target : (document.querySelector('.dragcover') ?? target);
  const common = { bubbles: true, cancelable: true, clientX: at.x, clientY: at.y, button: 0, view: window };
  over.dispatchEvent(new MouseEvent(`mouse${what}`, { ...common, buttons: what === 'up' ? 0 : 1 }));
}

Object.assign(window, { bench });
