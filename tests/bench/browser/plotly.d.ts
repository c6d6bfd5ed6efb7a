declare module 'plotly.js/dist/plotly.min.js' {
  const plotly: {
    newPlot(node: HTMLElement, data: object[], layout: object, config: object): Promise<HTMLElement>;
    relayout(node: HTMLElement, changes: object): Promise<HTMLElement>;
  };
  export default plotly;
}
