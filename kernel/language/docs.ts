import ts from 'typescript';

/**
 * How the compiler reads files: without the documentation in TypeScript, half of what the types of Node.js and of the library consist of. No
 * cell needs it to compile; see `addDocs`.
 */
export const WITHOUT_DOCS = ts.JSDocParsingMode.ParseForTypeInfo;

interface Documented extends ts.Node {
  jsDoc?: (ts.Node & { parent: ts.Node })[];
  flags: ts.NodeFlags;
}

const DEPRECATED = (ts.NodeFlags as unknown as Record<'Deprecated', ts.NodeFlags>).Deprecated;
const added = new WeakSet<ts.SourceFile>();

/** Adds the documentation to files that were read without it, once: for who asks what a name is. */
export function addDocs(files: readonly ts.SourceFile[]): void {
  for (const file of files) {
    if (added.has(file)) continue;
    added.add(file);
    const { fileName, text, languageVersion } = file;
    if (!text.includes('/**')) continue;
    copyDocs(ts.createSourceFile(fileName, text, languageVersion, true), file);
  }
}

/** Of two nodes that were read from the same text. */
function copyDocs(from: Documented, to: Documented): void {
  if (from.jsDoc) {
    for (const doc of from.jsDoc) doc.parent = to;
    to.jsDoc = from.jsDoc;
    to.flags |= from.flags & DEPRECATED;
  }
  const targets = childrenOf(to);
  childrenOf(from).forEach((child, at) => {
    const target = targets[at];
    if (target) copyDocs(child, target);
  });
}

function childrenOf(node: ts.Node): Documented[] {
  const children: Documented[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}
