/** The parts of plotly that the figures need, and nothing that talks to a server (maps, cloud). */
import bar from 'plotly.js/lib/bar';
import box from 'plotly.js/lib/box';
import core from 'plotly.js/lib/core';
import heatmap from 'plotly.js/lib/heatmap';
import histogram from 'plotly.js/lib/histogram';
import scattergl from 'plotly.js/lib/scattergl';
import violin from 'plotly.js/lib/violin';
import type { Plotly } from './plotlyTypes';

const plotly = core as unknown as Plotly & { register(modules: unknown[]): void };
// The core brings scatter.
plotly.register([scattergl, heatmap, bar, box, violin, histogram]);

export default plotly as Plotly;
