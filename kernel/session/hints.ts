import type ts from 'typescript';
import type { Cells } from '../language/cells';
import { enclosingCallee } from '../language/enclosingCall';
import type { Json } from '../transport/message';
import { toCodePoints, toUnits } from './positions';

/** Candidates with which a page stays quick. Ours. */
const MOST_MATCHES = 500;

/** Content of a complete_reply: names that fit at the cursor, with their kinds for clients that show them. */
export function completion(cells: Cells, request: Json): Json {
  const code = String(request.code ?? '');
  const offset = toUnits(code, Number(request.cursor_pos ?? code.length));
  const { start, end, candidates, kinds } = cells.complete(code, offset);
  const matches = candidates.slice(0, MOST_MATCHES);
  const from = toCodePoints(code, start);
  const to = toCodePoints(code, end);
  return {
    status: 'ok',
    matches,
    cursor_start: from,
    cursor_end: to,
    metadata: {
      _jupyter_types_experimental: matches.map((text) => ({ start: from, end: to, text, type: kinds.get(text) ?? '' })),
    },
  };
}

/** Content of an inspect_reply: what the name at the cursor is, with its documentation. */
export function inspection(cells: Cells, request: Json): Json {
  const code = String(request.code ?? '');
  const offset = toUnits(code, Number(request.cursor_pos ?? code.length));
  // At the end of a name the cursor stands behind it; between a call's parentheses the function is meant.
  const places = [offset, offset > 0 ? offset - 1 : undefined, enclosingCallee(code, offset)];
  const info = firstInfo(cells, code, places);
  if (!info?.displayParts?.length) return { status: 'ok', found: false, data: {}, metadata: {} };
  const signature = text(info.displayParts);
  const documentation = text(info.documentation);
  const tags = (info.tags ?? []).map((tag) => ({ name: tag.name, text: text(tag.text) }));
  const plain = [signature, documentation, ...tags.map((tag) => `@${tag.name} ${tag.text}`.trim())];
  const markdown = [
    `\`\`\`typescript\n${signature}\n\`\`\``,
    documentation,
    ...tags.map((tag) => `*@${tag.name}* ${tag.text}`.trim()),
  ];
  const data = { 'text/plain': paragraphs(plain), 'text/markdown': paragraphs(markdown) };
  return { status: 'ok', found: true, data, metadata: {} };
}

function firstInfo(cells: Cells, code: string, places: (number | undefined)[]): ReturnType<Cells['inspect']> {
  for (const place of places) {
    const info = place === undefined ? undefined : cells.inspect(code, place);
    if (info?.displayParts?.length) return info;
  }
  return undefined;
}

function text(parts: ts.SymbolDisplayPart[] | undefined): string {
  return (parts ?? []).map((part) => part.text).join('');
}

function paragraphs(parts: string[]): string {
  return parts.filter((part) => part).join('\n\n');
}
