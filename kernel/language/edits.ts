interface Edit {
  start: number;
  end: number;
  text: string;
}

/** A text with some places rewritten, and the way back from a place in the result to the original. */
export class Edits {
  private readonly edits: Edit[] = [];

  constructor(private readonly original: string) {}

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  /** The rewritten text; edits at one place keep the order in which they were made. */
  apply(): string {
    this.edits.sort((a, b) => a.start - b.start);
    let result = '';
    let at = 0;
    for (const { start, end, text } of this.edits) {
      result += this.original.slice(at, start) + text;
      at = end;
    }
    return result + this.original.slice(at);
  }

  /** The place in the original of a place in the result of apply(); inside of new text, where that text begins. */
  toOriginal(offset: number): number {
    let shift = 0;
    for (const { start, end, text } of this.edits) {
      const from = start + shift;
      if (offset < from) break;
      if (offset < from + text.length) return start;
      shift += text.length - (end - start);
    }
    return offset - shift;
  }
}
