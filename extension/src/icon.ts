import { LabIcon } from '@jupyterlab/ui-components';

/** Six cells around one that is marked, in the colors of JupyterLab's icons but for the one. */
export const tissueIcon = new LabIcon({
  name: 'tissuebook:tissue',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16">
  <g class="jp-icon3" fill="#616161">
    ${[
      [8.1, 5.2],
      [15.9, 5.2],
      [4.2, 12],
      [19.8, 12],
      [8.1, 18.8],
      [15.9, 18.8],
    ]
      .map(hexagon)
      .join('')}
  </g>
  <g fill="#d55e00">${hexagon([12, 12])}</g>
</svg>`,
});

/** Three cells, the second and third of which follow from the first. */
export const pipelineIcon = new LabIcon({
  name: 'tissuebook:pipeline',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16">
  <path class="jp-icon-stroke" d="M12 8v4M12 12H6v4M12 12h6v4" fill="none" stroke="#616161" stroke-width="1.6"/>
  <g class="jp-icon3" fill="#616161">${[
    [6, 18.4],
    [18, 18.4],
  ]
    .map(hexagon)
    .join('')}</g>
  <g fill="#d55e00">${hexagon([12, 5.2])}</g>
</svg>`,
});

/** A hexagon that stands on a corner, around its middle. */
function hexagon([x, y]: number[]): string {
  const corners = [0, 1, 2, 3, 4, 5].map((i) => {
    const angle = (Math.PI / 3) * i + Math.PI / 6;
    return `${(x! + 3.9 * Math.cos(angle)).toFixed(2)},${(y! + 3.9 * Math.sin(angle)).toFixed(2)}`;
  });
  return `<polygon points="${corners.join(' ')}"/>`;
}
