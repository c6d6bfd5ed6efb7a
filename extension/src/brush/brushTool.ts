/** A path that a brush is moved along, in the unit of the data. */
export type Path = [number, number][];

/** What a brush is asked of, and what hears it. */
export interface BrushTarget {
  /** The place of the tissue at a pixel of the page's window. */
  placeAt(clientX: number, clientY: number): [number, number];
  /** Pixels for each unit of the data. */
  scale(): number;
  /** Whether painting is possible now. */
  ready(): boolean;
  /** The brush is somewhere else, or another one. */
  moved(): void;
  /** The path goes on. */
  painting(path: Path): void;
  /** The path is finished. */
  painted(path: Path): void;
  /** The path is given up. */
  dropped(): void;
  zoom(factor: number, at: readonly [number, number] | undefined): void;
  /** By pixels of the page. */
  pan(dx: number, dy: number): void;
  undo(): void;
  redo(): void;
}

/** How far an arrow moves the brush, and with Shift, in pixels. */
const STEP = 8;
const LONG_STEP = 40;
/** What + and - multiply the radius by, and Page Up the picture. */
const GROW = 1.25;
const ZOOM = 1.5;
/** A path has a corner each so many radii: closer ones paint no other cells, as a path is a line. */
const CORNER = 0.25;
/** Most corners of a path. */
const MOST = 2000;
/** Digits of a place: what is written into code is what is painted. */
const DIGITS = 8;

/**
 * A brush by pointer and by keyboard. Pointer: drag to paint, Shift or the middle button to move the picture. Keys: arrows move the brush,
 * Space paints for as long as it is held, + and - change the radius, Page Up and Page Down zoom, Home shows all, Ctrl+Z undoes, Escape gives a
 * stroke up.
 */
export class BrushTool {
  readonly #target: BrushTarget;
  #path: Path | undefined;
  #pan: { x: number; y: number } | undefined;
  #byKey = false;
  at: [number, number] | undefined;
  radius = 1;

  constructor(node: HTMLElement, target: BrushTarget) {
    this.#target = target;
    node.addEventListener('pointerdown', (event) => this.#down(node, event));
    node.addEventListener('pointermove', (event) => this.#move(event));
    node.addEventListener('pointerup', () => this.#up());
    node.addEventListener('pointercancel', () => this.drop());
    node.addEventListener('keydown', (event) => this.#key(event));
    node.addEventListener('keyup', (event) => {
      if (event.key === ' ' && this.#byKey) this.#up();
    });
    node.addEventListener('blur', () => this.#byKey && this.#up());
    node.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  /** Whether a stroke is being painted. */
  get painting(): boolean {
    return this.#path !== undefined;
  }

  /** Another radius, in the unit of the data. */
  resize(radius: number): void {
    this.radius = Number(Math.max(1e-9, radius).toPrecision(DIGITS));
    this.#target.moved();
  }

  /** Gives up a stroke that is not finished. */
  drop(): void {
    this.#pan = undefined;
    if (!this.#path) return;
    this.#path = undefined;
    this.#byKey = false;
    this.#target.dropped();
  }

  #begin(at: [number, number], byKey: boolean): void {
    if (!this.#target.ready()) return;
    this.#byKey = byKey;
    this.#path = [at];
    this.#target.painting(this.#path);
  }

  #goOn(): void {
    const [last] = this.#path!.slice(-1);
    const far = Math.hypot(this.at![0] - last![0], this.at![1] - last![1]) >= CORNER * this.radius;
    if (!far || this.#path!.length >= MOST) return;
    this.#path!.push(this.at!);
    this.#target.painting(this.#path!);
  }

  #up(): void {
    this.#pan = undefined;
    const path = this.#path;
    this.#path = undefined;
    this.#byKey = false;
    if (path) this.#target.painted(path);
  }

  #down(node: HTMLElement, event: PointerEvent): void {
    if (this.#byKey || (event.button !== 0 && event.button !== 1)) return;
    node.focus({ preventScroll: true });
    node.setPointerCapture(event.pointerId);
    event.preventDefault();
    if (event.button === 1 || event.shiftKey) {
      this.#pan = { x: event.clientX, y: event.clientY };
      return;
    }
    this.#place(this.#target.placeAt(event.clientX, event.clientY));
    this.#begin(this.at!, false);
  }

  #move(event: PointerEvent): void {
    if (this.#pan) {
      this.#target.pan(event.clientX - this.#pan.x, event.clientY - this.#pan.y);
      this.#pan = { x: event.clientX, y: event.clientY };
      return;
    }
    if (this.#byKey) return;
    this.#place(this.#target.placeAt(event.clientX, event.clientY));
    if (this.#path) this.#goOn();
  }

  #place([x, y]: readonly [number, number]): void {
    this.at = [Number(x.toPrecision(DIGITS)), Number(y.toPrecision(DIGITS))];
    this.#target.moved();
  }

  #key(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (command && key === 'z') (event.shiftKey ? this.#target.redo : this.#target.undo).call(this.#target);
    else if (command && key === 'y') this.#target.redo();
    else if (command || event.altKey || !this.#act(key, event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns whether the key means something here */
  #act(key: string, event: KeyboardEvent): boolean {
    const arrows: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const arrow = arrows[key];
    if (arrow) {
      const step = (event.shiftKey ? LONG_STEP : STEP) / this.#target.scale();
      const [x, y] = this.at ?? [0, 0];
      this.#place([x + arrow[0] * step, y + arrow[1] * step]);
      if (this.#path && this.#byKey) this.#goOn();
      return true;
    }
    switch (key) {
      case ' ':
        if (!event.repeat && !this.#path && this.at) this.#begin(this.at, true);
        return true;
      case '+':
      case '=':
        return (this.resize(this.radius * GROW), true);
      case '-':
      case '_':
        return (this.resize(this.radius / GROW), true);
      case 'PageUp':
        return (this.#target.zoom(ZOOM, this.at), true);
      case 'PageDown':
        return (this.#target.zoom(1 / ZOOM, this.at), true);
      case 'Home':
        return (this.#target.zoom(0, undefined), true);
      case 'Escape':
        if (!this.#path) return false;
        return (this.drop(), true);
      default:
        return false;
    }
  }

  #wheel(event: WheelEvent): void {
    // The wheel alone scrolls the page.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#target.zoom(Math.exp(-event.deltaY / 300), this.#target.placeAt(event.clientX, event.clientY));
  }
}
