declare module 'plotly.js/lib/*' {
  const module: unknown;
  export default module;
}
