import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where the renderer of figures lies as one ECMAScript module: dist/page beside dist/kernel. */
const FILE = path.join(__dirname, '..', '..', 'page', 'figure.js');

let read: { bytes: Uint8Array; digest: string } | undefined;

/** The renderer of figures for pages without our extension; undefined where it was not built. */
export function pageModule(): { bytes: Uint8Array; digest: string } | undefined {
  if (!read && existsSync(FILE)) {
    const bytes = readFileSync(FILE);
    read = { bytes, digest: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
  }
  return read;
}

/**
 * What every figure's widget brings: it shows the picture, and asks the kernel for the renderer, which a page loads once for
 * all figures and as many notebooks as it shows.
 */
export const LOADER = `
const waiting = new Map();

function askFor(digest, model) {
  return new Promise((resolve, reject) => {
    const heard = (content, buffers) => {
      if (content?.module !== digest) return;
      model.off('msg:custom', heard);
      const { buffer, byteOffset, byteLength } = buffers[0].buffer ? buffers[0] : new Uint8Array(buffers[0]);
      const blob = new Blob([new Uint8Array(buffer, byteOffset, byteLength)], { type: 'text/javascript' });
      import(URL.createObjectURL(blob)).then(resolve, reject);
    };
    model.on('msg:custom', heard);
    model.send({ ask: 'module' });
  });
}

function renderer(digest, model) {
  const page = (globalThis[Symbol.for('tissuebook.renderers')] ??= waiting);
  if (!page.has(digest)) {
    page.set(digest, askFor(digest, model).catch((error) => { page.delete(digest); throw error; }));
  }
  return page.get(digest);
}

export default {
  async render({ model, el }) {
    const picture = document.createElement('img');
    const bytes = model.get('picture');
    if (bytes?.byteLength) {
      picture.src = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
      picture.alt = model.get('alt');
      picture.style.maxWidth = '100%';
      picture.width = model.get('width');
      el.append(picture);
    }
    const { render } = await renderer(model.get('digest'), model);
    picture.remove();
    return render({ model, el });
  },
};
`;
