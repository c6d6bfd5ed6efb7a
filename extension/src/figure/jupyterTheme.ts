import type { FigureTheme } from '../../../src/protocol';

/** Colors and font of JupyterLab around an element; those of a light page elsewhere. */
export function jupyterTheme(node: Element): FigureTheme {
  const style = getComputedStyle(node);
  const variable = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  return {
    text: variable('--jp-content-font-color1', '#212121'),
    grid: variable('--jp-border-color2', '#e0e0e0'),
    background: variable('--jp-layout-color0', '#ffffff'),
    font: variable('--jp-content-font-family', 'system-ui, sans-serif'),
  };
}
