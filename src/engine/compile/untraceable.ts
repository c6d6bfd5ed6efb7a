/** Why a step cannot become a graph; it then runs eagerly. The message ends a sentence that begins with the step. */
export class Untraceable extends Error {}
