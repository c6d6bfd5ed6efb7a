import { LabIcon } from '@jupyterlab/ui-components';

/** Cells that touch, one of them marked: drawn in JupyterLab's icon colours. */
export const tissueIcon = new LabIcon({
  name: 'tissuebook:tissue',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16">
  <g class="jp-icon3" fill="none" stroke="#616161" stroke-width="1.6" stroke-linejoin="round">
    <path d="M7 3.2 11.6 5.8v5.3L7 13.7 2.4 11.1V5.8z"/>
    <path d="M16.2 3.2 20.8 5.8v5.3l-4.6 2.6-4.6-2.6V5.8z"/>
  </g>
  <path class="jp-icon-selectable jp-icon-accent0" fill="#0072b2" d="M11.6 11.1 16.2 13.7v5.3l-4.6 2.6L7 19v-5.3z"/>
</svg>`,
});
