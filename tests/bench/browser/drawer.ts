/** One way to show cells in a page, with the gestures of a reader. */
export interface Drawer {
  /** Shows `count` cells; resolves when they are on the page. */
  draw(count: number): Promise<void>;
  /** Gets ready for a gesture with the mouse. */
  use(gesture: 'pan' | 'lasso'): Promise<void>;
  /** The element that the mouse is pressed on; it takes the moves too, and hands them on to its window. */
  target(): Element;
  /** How many cells are selected. */
  selected(): number;
  /** Resolves when what was asked for last is on the page. */
  settled(): Promise<void>;
}

/** What a page measured. Milliseconds; frames a second. */
export interface Measured {
  firstPaint: number;
  panFrames: number;
  lasso: number;
  selected: number;
}

const PAN_MS = 2000;
const LASSO_STEPS = 12;
const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Draws, pans for two seconds and draws a lasso around the middle, as a hand does: one move of the mouse a frame. */
export async function measure(drawer: Drawer, count: number): Promise<Measured> {
  const start = performance.now();
  await drawer.draw(count);
  await drawer.settled();
  const firstPaint = performance.now() - start;

  await drawer.use('pan');
  const middle = center(drawer.target());
  press(drawer.target(), 'down', middle);
  const from = performance.now();
  let frames = 0;
  for (; performance.now() - from < PAN_MS; frames++) {
    const angle = frames / 8;
    press(drawer.target(), 'move', { x: middle.x + 60 * Math.sin(angle), y: middle.y + 60 * (1 - Math.cos(angle)) });
    await nextFrame();
  }
  const panFrames = (1000 * frames) / (performance.now() - from);
  press(drawer.target(), 'move', middle);
  await nextFrame();
  press(drawer.target(), 'up', middle);
  await nextFrame();
  await drawer.settled();

  await drawer.use('lasso');
  const begin = performance.now();
  for (let step = 0; step <= LASSO_STEPS; step++) {
    const angle = (2 * Math.PI * step) / LASSO_STEPS;
    const at = { x: middle.x + 90 * Math.cos(angle), y: middle.y + 90 * Math.sin(angle) };
    press(drawer.target(), step === 0 ? 'down' : 'move', at);
    await nextFrame();
    if (step === LASSO_STEPS) press(drawer.target(), 'up', at);
  }
  await drawer.settled();
  return { firstPaint, panFrames, lasso: performance.now() - begin, selected: drawer.selected() };
}

function center(target: Element): { x: number; y: number } {
  const { left, top, width, height } = target.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

function press(target: Element, what: 'down' | 'move' | 'up', at: { x: number; y: number }): void {
  const common = { bubbles: true, cancelable: true, clientX: at.x, clientY: at.y, button: 0, view: window };
  const buttons = what === 'up' ? 0 : 1;
  // Where the library has put a cover over the page for the time of a gesture, the mouse is over that.
  const over = what === 'down' ? target : (document.querySelector('.dragcover') ?? target);
  over.dispatchEvent(new PointerEvent(`pointer${what}`, { ...common, buttons, pointerId: 1, isPrimary: true }));
  over.dispatchEvent(new MouseEvent(`mouse${what}`, { ...common, buttons }));
}
