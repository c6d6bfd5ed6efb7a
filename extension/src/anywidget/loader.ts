import type { RenderProps, WidgetModel } from './model';

/** The renderer, as index.ts has it. */
interface Renderer {
  render(props: RenderProps): Promise<() => void>;
}

/** The renderers of this page by their digest, shared by the widgets of all its figures: so are their selections. */
const PAGE = Symbol.for('tissuebook.renderers');
const page = globalThis as { [PAGE]?: Map<string, Promise<Renderer>> };

/** What each figure's widget brings: it shows the picture, and asks for the renderer, which a page loads once. */
async function render({ model, el }: RenderProps): Promise<() => void> {
  const picture = pictureOf(model);
  if (picture) el.append(picture);
  const { render: show } = await rendererFor(model);
  picture?.remove();
  return show({ model, el });
}

function pictureOf(model: WidgetModel): HTMLImageElement | undefined {
  const bytes = model.get('picture') as DataView<ArrayBuffer> | undefined;
  if (!bytes?.byteLength) return undefined;
  const picture = document.createElement('img');
  picture.src = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
  picture.alt = String(model.get('alt'));
  picture.width = Number(model.get('width'));
  picture.style.maxWidth = '100%';
  return picture;
}

function rendererFor(model: WidgetModel): Promise<Renderer> {
  const known = (page[PAGE] ??= new Map());
  const digest = String(model.get('digest'));
  const found = known.get(digest);
  if (found) return found;
  // A kernel that is busy answers nothing: figures that it shows meanwhile bring the renderer with them.
  const brought = model.get('renderer') as DataView<ArrayBuffer> | undefined;
  const asked = brought?.byteLength ? load(brought) : askFor(digest, model);
  known.set(digest, asked);
  // A page that was given no renderer asks again with the next figure.
  asked.catch(() => known.delete(digest));
  return asked;
}

function askFor(digest: string, model: WidgetModel): Promise<Renderer> {
  return new Promise((resolve, reject) => {
    const heard = (content: { module?: string } | null, buffers: BlobPart[] = []): void => {
      if (content?.module !== digest || !buffers[0]) return;
      model.off('msg:custom', heard);
      load(buffers[0]).then(resolve, reject);
    };
    model.on('msg:custom', heard);
    model.send({ ask: 'module' });
  });
}

function load(code: BlobPart): Promise<Renderer> {
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  return import(address) as Promise<Renderer>;
}

export default { render };
