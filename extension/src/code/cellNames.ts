import type { SyntaxNode } from '@lezer/common';
import { isPythonCell, pythonCell } from '../../../src/protocol';
import { childrenOf, type ParsedCell, parseCell, pathOf, textOf } from './parseCell';
import { declaredNames, isAssigned, walkScopes } from './scopes';

/** A call in a cell: `await squint.fit(tumour)` is { path: ['squint', 'fit'], names: ['tumour'] }. */
export interface Call {
  path: string[];
  /** Variables among its arguments. */
  names: string[];
}

/** What a cell has to do with the variables of the notebook. */
export interface CellNames {
  /** Declares for all cells, imports among them. */
  declares: string[];
  /** Reads, and does not declare itself. */
  uses: string[];
  /** Declares, assigns to, or changes in place. */
  writes: string[];
  /** Imported names, by what they are called here: the module, and the name there ('*' for all of it). */
  imports: Map<string, { from: string; name: string }>;
  calls: Call[];
}

/** Methods that change the object that they are called on. */
const CHANGING = new Set([
  'set',
  'delete',
  'add',
  'clear',
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'fill',
]);

/** Reads which variables a cell declares, uses and changes. */
export function cellNames(source: string): CellNames {
  if (isPythonCell(source)) return pythonNames(source);
  const cell = parseCell(source);
  const declares = declaredNames(cell);
  const [uses, writes] = [new Set<string>(), new Set(declares)];
  const calls: Call[] = [];
  walkScopes(cell, (node, isShared) => {
    const add = (to: Set<string>, name: string | undefined): void => {
      if (name !== undefined && isShared(name)) to.add(name);
    };
    for (const name of readNames(cell, node)) add(uses, name);
    for (const name of changedNames(cell, node)) add(writes, name);
    const call = readCall(cell, node);
    if (call && isShared(call.path[0]!)) calls.push(call);
  });
  for (const name of declares) uses.delete(name);
  return { declares, uses: [...uses], writes: [...writes], imports: importsOf(cell), calls };
}

/** A cell in Python has to do with the variables that its first line names. */
function pythonNames(source: string): CellNames {
  const names: CellNames = { declares: [], uses: [], writes: [], imports: new Map(), calls: [] };
  try {
    const cell = pythonCell(source);
    return { ...names, declares: cell?.outputs ?? [], uses: cell?.inputs ?? [], writes: cell?.outputs ?? [] };
  } catch {
    // A first line that is half written names nothing yet.
    return names;
  }
}

/** Names that a node reads. */
function readNames(cell: ParsedCell, node: SyntaxNode): string[] {
  if (node.name === 'VariableName' && node.parent?.name !== 'ImportGroup') return [textOf(cell, node)];
  if (node.name === 'TypeName') return [textOf(cell, node)];
  // { lr } reads lr.
  const [key, ...rest] = node.name === 'Property' ? childrenOf(node) : [];
  return key?.name === 'PropertyDefinition' && rest.length === 0 ? [textOf(cell, node)] : [];
}

/** Names whose values a node changes. */
function changedNames(cell: ParsedCell, node: SyntaxNode): (string | undefined)[] {
  if (node.name === 'VariableDefinition') return isAssigned(node) ? [textOf(cell, node)] : [];
  if (node.name === 'AssignmentExpression') return [pathOf(cell, node.firstChild)?.[0]];
  if (node.name === 'PostfixExpression' || node.name === 'UnaryExpression') {
    const counts = childrenOf(node).some((child) => /^(\+\+|--)$/.test(textOf(cell, child)));
    return counts ? childrenOf(node).map((child) => pathOf(cell, child)?.[0]) : [];
  }
  const call = readCall(cell, node);
  if (!call || call.path.length < 2) return [];
  const method = call.path.at(-1)!;
  // A model learns, and writes what it has learnt into the data: fit changes both.
  if (method === 'fit') return [call.path[0], call.names[0]];
  return CHANGING.has(method) ? [call.path[0]] : [];
}

function readCall(cell: ParsedCell, node: SyntaxNode): Call | undefined {
  if (node.name !== 'CallExpression' && node.name !== 'NewExpression') return undefined;
  const callee = childrenOf(node).find(({ name }) => name !== 'new') ?? null;
  const path = pathOf(cell, callee);
  const list = node.getChild('ArgList');
  if (!path) return undefined;
  const names = list ? list.getChildren('VariableName').map((name) => textOf(cell, name)) : [];
  return { path, names };
}

function importsOf(cell: ParsedCell): CellNames['imports'] {
  const found: CellNames['imports'] = new Map();
  for (const declaration of cell.tree.topNode.getChildren('ImportDeclaration')) {
    const module = declaration.getChild('String');
    if (!module) continue;
    const from = textOf(cell, module).slice(1, -1);
    const add = (local: SyntaxNode, name: string): void => void found.set(textOf(cell, local), { from, name });
    const whole = declaration.getChild('VariableDefinition');
    if (whole) add(whole, declaration.getChild('Star') ? '*' : 'default');
    let renamed: string | undefined;
    for (const part of declaration.getChild('ImportGroup') ? childrenOf(declaration.getChild('ImportGroup')!) : []) {
      if (part.name === 'VariableName') renamed = textOf(cell, part);
      else if (part.name === 'VariableDefinition') {
        add(part, renamed ?? textOf(cell, part));
        renamed = undefined;
      }
    }
  }
  return found;
}
