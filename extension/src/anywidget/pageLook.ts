import type { FigureTheme } from '../../../src/protocol';
import { jupyterTheme } from '../figure/jupyterTheme';
import figureStyle from '../../../style/figure.css';
import perturbationStyle from '../../../style/perturbation.css';
import watchStyle from '../../../style/watch.css';

/** The variables that our styles ask JupyterLab for, and where VS Code has their like. */
const IN_VSCODE = {
  '--jp-content-font-color1': '--vscode-editor-foreground',
  '--jp-ui-font-color1': '--vscode-editor-foreground',
  '--jp-ui-font-color2': '--vscode-descriptionForeground',
  '--jp-layout-color0': '--vscode-editor-background',
  '--jp-layout-color1': '--vscode-editor-background',
  '--jp-layout-color2': '--vscode-editorWidget-background',
  '--jp-border-color1': '--vscode-editorWidget-border',
  '--jp-border-color2': '--vscode-editorWidget-border',
  '--jp-content-font-family': '--vscode-font-family',
} as const;

/** Our styles, once in the document or the shadow tree that holds an element. */
export function addStyle(node: HTMLElement): void {
  const root = node.getRootNode();
  const home = root instanceof ShadowRoot ? root : document.head;
  if (home.querySelector('style[data-tissuebook]')) return;
  const style = document.createElement('style');
  style.dataset['tissuebook'] = '';
  style.textContent = `${figureStyle}\n${perturbationStyle}\n${watchStyle}`;
  home.append(style);
}

/**
 * Gives an element the colors of the page around: JupyterLab's, or VS Code's under JupyterLab's names; elsewhere dark on white,
 * whatever lies behind.
 */
export function takeLook(node: HTMLElement): () => FigureTheme {
  const page = getComputedStyle(node);
  const has = (name: string): boolean => page.getPropertyValue(name).trim() !== '';
  if (!has('--jp-content-font-color1')) {
    for (const [name, like] of Object.entries(IN_VSCODE)) if (has(like)) node.style.setProperty(name, `var(${like})`);
    if (!has('--vscode-editor-background')) node.style.background = '#ffffff';
  }
  return () => jupyterTheme(node);
}
