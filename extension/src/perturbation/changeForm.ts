import type { ChangeKind, PerturbationPayload, PerturbationRequest } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { Translations } from '../figure/host';
import { checkList, choiceField, textField } from '../forms/fields';
import { PlacesField } from './placesField';

/** A change that can be asked for, or what is missing. */
export type ReadChange = { what: PerturbationRequest['what'] } | { wrong: string };

/** Asks what is changed: the kind of change, and what that kind needs. */
export class ChangeForm {
  readonly node: HTMLElement;
  readonly #trans: Translations;
  readonly #kind;
  readonly #types;
  readonly #by;
  readonly #byType;
  readonly #markers;
  readonly #gene;
  readonly #factor;
  readonly #cells;
  readonly #places: PlacesField;

  constructor(trans: Translations, { types, genes, tissue }: PerturbationPayload) {
    this.#trans = trans;
    const named = (values: readonly string[]): { value: string; name: string }[] =>
      values.map((value) => ({ value, name: value }));
    const kinds: [ChangeKind, string][] = [
      ['inject', trans.__('Put cells in')],
      ['replace', trans.__('Replace cells by a prototype')],
      ['remove', trans.__('Take cells out')],
      ['knockOut', trans.__('Silence a gene')],
      ['overExpress', trans.__('Raise a gene')],
    ];
    const known = kinds.filter(([kind]) => types.length > 0 || !['inject', 'replace'].includes(kind));
    this.#kind = choiceField(
      trans.__('Change'),
      known.map(([value, name]) => ({ value, name })),
    );
    this.#types = checkList(trans.__('Types of the cells'), types);
    this.#by = choiceField(trans.__('Prototype'), [
      { value: 'type', name: trans.__('the mean of a type') },
      { value: 'markers', name: trans.__('the most activated of these cells') },
    ]);
    this.#byType = choiceField(trans.__('Mean of'), named(types));
    const list = element(
      'datalist',
      { attributes: { id: freshId('genes') } },
      ...genes.map((gene) => element('option', { attributes: { value: gene } })),
    );
    const choice = { attributes: { list: list.id } };
    this.#markers = textField(trans.__('Markers of activation'), '', {
      help: trans.__('Genes or proteins, separated by commas.'),
    });
    this.#gene = textField(trans.__('Gene or protein'), '', choice);
    this.#factor = textField(trans.__('Times as much'), '2', { attributes: { inputmode: 'decimal' } });
    this.#cells = textField(trans.__('How many'), '', {
      help: trans.__('Empty: 15 for each 100 cells of the place.'),
      attributes: { inputmode: 'numeric' },
    });
    this.#places = new PlacesField(trans, tissue);
    const fields = [
      this.#kind,
      this.#types,
      this.#cells,
      this.#places,
      this.#by,
      this.#byType,
      this.#markers,
      this.#gene,
      this.#factor,
    ];
    this.node = element('div', { class: 'tissuebook-fields' }, ...fields.map(({ node }) => node), list);
    this.node.addEventListener('input', () => this.#showFields());
    this.#showFields();
  }

  /** What the form says, as `perturb` takes it. */
  read(): ReadChange {
    const kind = this.kind;
    const types = this.#types.chosen();
    const chosen = types.length > 0 ? { types } : {};
    if ((kind === 'inject' || kind === 'replace') && types.length === 0) {
      return { wrong: this.#trans.__('Choose one type of cells or more.') };
    }
    switch (kind) {
      case 'inject':
        return this.#withCells({ kind, ...chosen });
      case 'replace':
        return this.#withPrototype({ kind, ...chosen });
      case 'remove':
        return { what: { kind, ...chosen } };
      default:
        return this.#withGene({ kind, ...chosen });
    }
  }

  get kind(): ChangeKind {
    return this.#kind.input.value as ChangeKind;
  }

  #withCells(what: PerturbationRequest['what']): ReadChange {
    const places = this.#places.read();
    if ('wrong' in places) return places;
    const text = this.#cells.input.value.trim();
    if (places.at || text === '') return { what: { ...what, ...places } };
    const cells = Number(text);
    if (Number.isInteger(cells) && cells > 0) return { what: { ...what, cells } };
    return { wrong: this.#trans.__('How many must be a whole number from 1, or empty.') };
  }

  #withPrototype(what: PerturbationRequest['what']): ReadChange {
    if (this.#by.input.value === 'type') return { what: { ...what, by: { types: [this.#byType.input.value] } } };
    const markers = this.#markers.input.value
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    if (markers.length > 0) return { what: { ...what, by: { markers } } };
    return { wrong: this.#trans.__('Name one marker of activation or more.') };
  }

  #withGene(what: PerturbationRequest['what']): ReadChange {
    const gene = this.#gene.input.value.trim();
    if (gene === '') return { wrong: this.#trans.__('Name a gene or protein.') };
    if (what.kind === 'knockOut') return { what: { ...what, gene } };
    const factor = Number(this.#factor.input.value);
    if (factor > 0 && Number.isFinite(factor)) return { what: { ...what, gene, factor } };
    return { wrong: this.#trans.__('Times as much must be a number above 0.') };
  }

  #showFields(): void {
    const { kind } = this;
    const replaces = kind === 'replace';
    const byType = this.#by.input.value === 'type';
    this.#places.node.hidden = kind !== 'inject';
    this.#cells.node.hidden = kind !== 'inject' || !this.#places.empty;
    this.#by.node.hidden = !replaces;
    this.#byType.node.hidden = !replaces || !byType;
    this.#markers.node.hidden = !replaces || byType;
    this.#gene.node.hidden = kind !== 'knockOut' && kind !== 'overExpress';
    this.#factor.node.hidden = kind !== 'overExpress';
  }
}
