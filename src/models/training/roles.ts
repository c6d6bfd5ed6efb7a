import { TissuebookError } from '../../errors';
import type { FitOptions } from '../contract';
import { checkCells, marked, unmarked } from './cells';

/** Which cells do what in a training, as places among those that a model reads. One policy for all models. */
export interface Roles {
  /** 1 for cells that are in no input and no target. */
  readonly held: Uint8Array;
  /** Cells that training is validated on. */
  readonly validation: Int32Array;
  /** Held out or for validation: they take no part in training. */
  readonly absent: Uint8Array;
  /** The cells trained on. */
  readonly trained: Int32Array;
}

/** What a model says of its cells. */
export interface RolesOptions {
  /** Cells that the model reads. */
  size: number;
  /** Places of cells of the data, by number; -1 for one that the model leaves out. The number itself unless given. */
  placesOf?: (cells: Int32Array) => Int32Array;
  /** Cells of the data. */
  nObs: number;
  /** Draws the validation cells where the user names none. @param free places that are not held out */
  draw?: (free: Int32Array) => Int32Array;
}

/**
 * Gives cells their roles.
 *
 * @throws TissuebookError 'invalid-argument' (a number that is no cell, fewer than two cells left, patience without validation)
 */
export function giveRoles(
  where: string,
  { heldOut = [], validation: asked, patience }: Pick<FitOptions, 'heldOut' | 'validation' | 'patience'>,
  { size, placesOf = (cells) => cells, nObs, draw = () => new Int32Array(0) }: RolesOptions,
): Roles {
  const places = (cells: ArrayLike<number>): Int32Array =>
    placesOf(checkCells(where, nObs, cells)).filter((place) => place >= 0);
  const held = marked(size, places(heldOut));
  const free = unmarked(held);
  const validation = asked ? places(asked).filter((place) => !held[place]) : draw(free);
  const validating = marked(size, validation);
  const absent = held.map((value, at) => value | validating[at]!);
  const trained = unmarked(absent);
  if (trained.length < 2) {
    throw new TissuebookError('invalid-argument', `${where}: ${trained.length} cells are left to train on.`, {
      argument: 'heldOut',
      found: trained.length,
      advice: 'Leave out fewer cells; cells that express nothing do not count.',
    });
  }
  if (patience !== undefined && validation.length === 0) {
    throw new TissuebookError('invalid-argument', `${where}: patience needs cells to validate on.`, {
      argument: 'patience',
      found: patience,
      advice: 'Name some in validation.',
    });
  }
  return { held, validation, absent, trained };
}
