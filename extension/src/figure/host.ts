import type { FigureTheme } from '../../../src/protocol';
import type { Plotly } from './plotlyTypes';

/** Translations as JupyterLab's TranslationBundle gives them: `%1` stands for the first argument. */
export interface Translations {
  __(text: string, ...args: (string | number)[]): string;
}

/** Where a figure lives: JupyterLab, or a page of its own. */
export interface FigureHost {
  readonly trans: Translations;
  /** Colors and font of the page around. */
  theme(): FigureTheme;
  /** The plotting library, loaded when the first figure is drawn. */
  plotly(): Promise<Plotly>;
  /** Whether the wheel zooms a picture; otherwise it scrolls the page. */
  readonly scrollZoom: boolean;
  /**
   * Puts code into a new cell below the one that shows `node`; `make` gets the name of the variable with the data.
   * Absent where there are no cells.
   */
  readonly insertCode?: ((node: HTMLElement, make: (data: string) => string) => void) | undefined;
  /**
   * Opens a channel to the kernel of the notebook that shows `node`; undefined when there is no kernel. Absent where
   * there never is one.
   */
  readonly connect?: ((node: HTMLElement, target: string, data: unknown) => Promise<Channel | undefined>) | undefined;
}

/** A channel to something in the kernel. */
export interface Channel {
  /** `buffers` travel as they are, beside the message. */
  send(data: unknown, buffers?: Uint8Array[]): void;
  /** Called with each message of the kernel. */
  onMessage: (data: unknown, buffers: Uint8Array[]) => void;
  /** Called when the kernel has closed the channel ('refused': it does not know what was asked for), or is gone. */
  onClose: (reason: 'refused' | 'gone') => void;
  close(): void;
}
