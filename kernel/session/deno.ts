import { readFileSync } from 'node:fs';
import { DISPLAY, type Displayable, type MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { bundleOf } from './display';
import type { Output } from './output';
import { pictureBundle } from './richValues';
import { shown, type DisplayTag } from './tags';

/** What notebooks of Deno's kernel call: https://docs.deno.com/api/deno/~/Deno.jupyter */
export interface DenoNamespace {
  jupyter: {
    readonly $display: typeof DISPLAY;
    display(value: unknown, options?: { raw?: boolean; update?: boolean; display_id?: string }): Promise<void>;
    /** HTML; unlike the tag `html` of this kernel it puts values in as they are. */
    html: DisplayTag;
    md: DisplayTag;
    /** SVG; values are put in as they are. */
    svg: DisplayTag;
    /** A PNG or JPEG: its bytes, or the name of its file. */
    image(picture: string | Uint8Array): Displayable;
    /** What is shown for a value. */
    format(value: unknown): Promise<MimeBundle>;
    /** Sends a message of any type to all clients. */
    broadcast(
      type: string,
      content: Record<string, unknown>,
      extra?: { metadata?: Record<string, unknown>; buffers?: Uint8Array[] },
    ): Promise<void>;
  };
}

/** For cells alone: a library that finds a global `Deno` takes this for Deno. */
export function denoNamespace(output: Output, display: DenoNamespace['jupyter']['display']): DenoNamespace {
  return {
    jupyter: {
      $display: DISPLAY,
      display,
      html: (strings, ...values) => shown('text/html', String.raw({ raw: strings }, ...values)),
      md: (strings, ...values) => shown('text/markdown', String.raw({ raw: strings }, ...values)),
      svg: (strings, ...values) => shown('image/svg+xml', String.raw({ raw: strings }, ...values)),
      image,
      format: async (value) => bundleOf(value),
      broadcast: async (type, content, extra = {}) => output.publish(type, content, extra.metadata, extra.buffers),
    },
  };
}

function image(picture: string | Uint8Array): Displayable {
  const bundle = pictureBundle(typeof picture === 'string' ? readFileSync(picture) : picture);
  if (!bundle) throw new TypeError('Deno.jupyter.image: the picture must be a PNG or a JPEG.');
  return { [DISPLAY]: () => bundle };
}
