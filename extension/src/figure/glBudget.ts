/** A figure that holds WebGL contexts. */
interface GlFigure {
  readonly visible: boolean;
  release(): void;
}

/** A scattergl figure takes three contexts, and browsers take the oldest away from a page beyond sixteen. */
const MAX_FIGURES = 5;

/** Keeps the number of WebGL figures on the page within what browsers allow: those out of sight give theirs back. */
class GlBudget {
  readonly #figures: GlFigure[] = [];
  readonly supported = 'WebGLRenderingContext' in globalThis && hasContext();

  /** Counts a figure in, as the latest; the least recently drawn ones out of sight are released. */
  admit(figure: GlFigure): void {
    this.forget(figure);
    this.#figures.push(figure);
    for (const other of [...this.#figures]) {
      if (this.#figures.length <= MAX_FIGURES) return;
      if (other === figure || other.visible) continue;
      other.release();
      this.forget(other);
    }
  }

  forget(figure: GlFigure): void {
    const at = this.#figures.indexOf(figure);
    if (at >= 0) this.#figures.splice(at, 1);
  }
}

function hasContext(): boolean {
  const context = document.createElement('canvas').getContext('webgl');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

export const glBudget = new GlBudget();
