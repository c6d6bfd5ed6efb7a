/** The cells under a brush that was moved along a path: those at most `radius` from it, in the unit of the positions. */
export interface BrushedPlace {
  path: [number, number][];
  radius: number;
  /** Name of the section, where the data have several. */
  section?: string;
}
