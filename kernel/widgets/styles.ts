/** Lengths, colors and such, as CSS writes them; null is the page's own. */
type Css = string | null;

const css = <Names extends string>(...names: Names[]): Record<Names, Css> =>
  Object.fromEntries(names.map((name) => [name, null])) as Record<Names, Css>;

const FONT = css(
  'font_family',
  'font_size',
  'font_style',
  'font_variant',
  'font_weight',
  'text_color',
  'text_decoration',
);
const DESCRIPTION = { description_width: '' };
const TEXT = { ...DESCRIPTION, ...css('background', 'font_size', 'text_color') };

/** What may be said about the look of ipywidgets' controls, by the name of the style's class. */
export const STYLES = {
  ButtonStyle: { ...css('button_color'), ...FONT },
  CheckboxStyle: { ...DESCRIPTION, ...css('background') },
  DescriptionStyle: DESCRIPTION,
  HTMLMathStyle: TEXT,
  HTMLStyle: TEXT,
  LabelStyle: { ...DESCRIPTION, ...css('background'), ...FONT },
  ProgressStyle: { ...DESCRIPTION, ...css('bar_color') },
  SliderStyle: { ...DESCRIPTION, ...css('handle_color') },
  TextStyle: TEXT,
  ToggleButtonStyle: { ...DESCRIPTION, ...FONT },
  ToggleButtonsStyle: { ...DESCRIPTION, button_width: '', font_weight: '' },
};

export type Styles = typeof STYLES;

/** Place and size of a widget: properties of CSS. */
export const LAYOUT = {
  ...css('align_content', 'align_items', 'align_self'),
  ...css('border_bottom', 'border_left', 'border_right', 'border_top', 'bottom', 'display', 'flex', 'flex_flow'),
  ...css('grid_area', 'grid_auto_columns', 'grid_auto_flow', 'grid_auto_rows', 'grid_column', 'grid_gap', 'grid_row'),
  ...css('grid_template_areas', 'grid_template_columns', 'grid_template_rows', 'height'),
  ...css('justify_content', 'justify_items', 'left', 'margin', 'max_height', 'max_width', 'min_height', 'min_width'),
  ...css('object_fit', 'object_position', 'order', 'overflow', 'padding', 'right', 'top', 'visibility', 'width'),
};

export type LayoutValues = typeof LAYOUT;
