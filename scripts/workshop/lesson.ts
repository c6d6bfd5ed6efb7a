/** A part of a lesson: prose, or code with a name; an exercise has a solution of the same name. */
export type Part =
  { kind: 'prose'; text: string } | { kind: 'code' | 'exercise' | 'solution'; name: string; text: string };

const FENCE = /^```ts ([a-z]+)(?: (exercise|solution))?\n([\s\S]*?)^```$/gm;

/** Reads a lesson: Markdown with code in fences of the form "```ts NAME [exercise | solution]". */
export function readLesson(text: string): Part[] {
  const parts: Part[] = [];
  const prose = (from: number, to: number): void => {
    const words = text.slice(from, to).trim();
    if (words) parts.push({ kind: 'prose', text: words });
  };
  let at = 0;
  for (const found of text.matchAll(FENCE)) {
    prose(at, found.index);
    const [whole, name, kind = 'code', code] = found;
    parts.push({ kind: kind as 'code' | 'exercise' | 'solution', name: name!, text: code!.trimEnd() });
    at = found.index + whole.length;
  }
  prose(at, text.length);
  return parts;
}

/**
 * A lesson in another language: its prose, around the code of the first. Where an exercise stands, the code names it alone.
 *
 * @throws Error when the code does not stand in the same order
 */
export function translateLesson(lesson: readonly Part[], translation: readonly Part[]): Part[] {
  const code = lesson.filter((part) => part.kind !== 'prose' && part.kind !== 'solution');
  const names = (parts: readonly Part[]): string =>
    parts.flatMap((part) => ('name' in part ? [part.name] : [])).join(' ');
  if (names(code) !== names(translation)) {
    throw new Error(`The translation has the code of "${names(translation)}", the lesson that of "${names(code)}".`);
  }
  const byName = new Map(code.map((part) => ['name' in part ? part.name : '', part]));
  return translation.map((part) => (part.kind === 'prose' ? part : byName.get(part.name)!));
}

export interface NotebookOptions {
  /** With solutions in the place of exercises. */
  solved: boolean;
  language: string;
  /** From the notebook to the folder of the checks. */
  checks: string;
}

/** A lesson as a notebook for our kernel, without outputs. */
export function notebookOf(parts: readonly Part[], { solved, language, checks }: NotebookOptions): object {
  const left = parts.filter(({ kind }) => kind !== (solved ? 'exercise' : 'solution'));
  let words = 0;
  const cells = left.map((part) => {
    const source = lines(placed(part.text, language, checks));
    return part.kind === 'prose'
      ? { cell_type: 'markdown', id: `words-${++words}`, metadata: {}, source }
      : { cell_type: 'code', execution_count: null, id: part.name, metadata: {}, outputs: [], source };
  });
  const kernelspec = { display_name: 'TypeScript (Tissuebook)', language: 'typescript', name: 'tissuebook' };
  return { cells, metadata: { kernelspec, language_info: { name: 'typescript' } }, nbformat: 4, nbformat_minor: 5 };
}

function placed(text: string, language: string, checks: string): string {
  return text.replace("from './exercises'", `from '${checks}/exercises'`).replace(", 'en')", `, '${language}')`);
}

function lines(text: string): string[] {
  return text.split('\n').map((line, i, all) => (i < all.length - 1 ? `${line}\n` : line));
}
