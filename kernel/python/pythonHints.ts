import { toCodePoints } from '../session/positions';
import type { Json } from '../transport/message';
import { isPythonCell, pythonCell, type PythonCell } from '../../src/protocol/kernel/pythonCell';
import type { PythonCells } from './pythonCells';

/**
 * Content of the reply to a question about a cell in Python: what Python says, with places in the whole cell. Before Python runs, and in
 * the first line, there is nothing to say. Undefined for cells in TypeScript.
 */
export function pythonHint(python: PythonCells, type: string, request: Json): Promise<Json> | undefined {
  const text = String(request.code ?? '');
  if (!isPythonCell(text)) return undefined;
  return answer(python, type, request, text);
}

async function answer(python: PythonCells, type: string, request: Json, text: string): Promise<Json> {
  const cell = cellOf(text);
  const before = cell ? toCodePoints(text, cell.start) : 0;
  const cursor = Number(request.cursor_pos ?? toCodePoints(text, text.length));
  const nothing = NOTHING[type]!(cursor);
  if (!cell || (type !== 'is_complete_request' && cursor < before)) return nothing;
  const reply = await python.ask(type, { ...request, code: cell.code, cursor_pos: cursor - before });
  if (!reply) return nothing;
  for (const place of ['cursor_start', 'cursor_end']) {
    if (typeof reply[place] === 'number') reply[place] += before;
  }
  return moveTypes(reply, before);
}

const NOTHING: Record<string, (cursor: number) => Json> = {
  complete_request: (at) => ({ status: 'ok', matches: [], cursor_start: at, cursor_end: at, metadata: {} }),
  inspect_request: () => ({ status: 'ok', found: false, data: {}, metadata: {} }),
  is_complete_request: () => ({ status: 'unknown' }),
};

/** While the first line is being written it may be wrong. */
function cellOf(text: string): PythonCell | undefined {
  try {
    return pythonCell(text);
  } catch {
    return undefined;
  }
}

/** What IPython says of each match has places of its own. */
function moveTypes(reply: Json, by: number): Json {
  const metadata = (reply.metadata ?? {}) as Json;
  const types = metadata._jupyter_types_experimental;
  if (!Array.isArray(types)) return reply;
  const moved = types.map((one: Json) => ({ ...one, start: Number(one.start) + by, end: Number(one.end) + by }));
  return { ...reply, metadata: { ...metadata, _jupyter_types_experimental: moved } };
}
