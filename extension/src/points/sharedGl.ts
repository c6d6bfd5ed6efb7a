import createREGL from 'regl';

/** The one WebGL context for outlines and transcripts of all figures on the page: browsers give a page few of them. */
export interface SharedGl {
  readonly regl: createREGL.Regl;
  readonly canvas: HTMLCanvasElement;
}

let shared: SharedGl | undefined;
/** Pixels of the picture that is being drawn. */
let size = { width: 1, height: 1 };

/** The context; a lost one is made anew. */
export function sharedGl(): SharedGl {
  if (shared) return shared;
  const canvas = document.createElement('canvas');
  const regl = createREGL({
    canvas,
    extensions: ['OES_element_index_uint'],
    attributes: { antialias: true, depth: false, stencil: false, preserveDrawingBuffer: true },
  });
  regl.on('lost', () => (shared = undefined));
  shared = { regl, canvas };
  return shared;
}

/** Whether what is in a context can still be drawn. */
export function alive<T extends { regl: createREGL.Regl }>(buffers: T | undefined): buffers is T {
  return buffers !== undefined && buffers.regl === shared?.regl;
}

/** What all commands of the context have in common: opacities that are multiplied in, and the part of the canvas that a picture takes. */
export const COMMON = {
  depth: { enable: false },
  blend: { enable: true, func: { srcRGB: 'one', srcAlpha: 'one', dstRGB: 'one minus src alpha', dstAlpha: 'one minus src alpha' } }, // prettier-ignore
  viewport: (({ viewportHeight }: { viewportHeight: number }, _props: object) => ({ x: 0, y: viewportHeight - size.height, ...size })) as never, // prettier-ignore
} satisfies createREGL.DrawConfig;

/** Draws in the context and copies what was drawn onto a canvas. */
export function drawOnto(target: HTMLCanvasElement, draw: () => void): void {
  const { regl, canvas } = sharedGl();
  const { width, height } = target;
  if (canvas.width < width || canvas.height < height) {
    canvas.width = Math.max(canvas.width, width);
    canvas.height = Math.max(canvas.height, height);
  }
  size = { width, height };
  regl.poll();
  regl.clear({ color: [0, 0, 0, 0] });
  draw();
  const pen = target.getContext('2d')!;
  pen.clearRect(0, 0, width, height);
  pen.drawImage(canvas, 0, 0, width, height, 0, 0, width, height);
}
