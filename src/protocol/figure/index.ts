export { encodeFigure } from './encodeFigure';
export { type FigureOptions, type FigureTheme, PAGE_THEME, type PlotlyFigure } from './layout';
export { plotlyFigure } from './plotlyFigure';
export { roundLength, scaleBar, type ScaleBar, UNIT_NAMES } from './scaleBar';
