import { bounded, logBounded } from './bounds';
import { paged, tabbed } from './pages';
import type { WidgetReference } from './reference';
import type { Styles } from './styles';
import type { Rule } from './widget';

/** One of ipywidgets' controls: its properties with their defaults, which are those of ipywidgets 8. */
export interface Control<Values extends object, Style extends keyof Styles | undefined = undefined> {
  defaults: Values;
  style: Style;
  rule?: Rule;
  /** Where the page's classes are not named after the control. */
  model?: string;
  view?: string | null;
}

type Orientation = 'horizontal' | 'vertical';
type Mood = 'primary' | 'success' | 'info' | 'warning' | 'danger' | '';
type Day = { year: number; month: number; date: number } | null;
type Clock = { hours: number; minutes: number; seconds: number; milliseconds: number } | null;
type Instant = { year: number; month: number; date: number } & NonNullable<Clock>;
type Property = [widget: WidgetReference, name: string];
/** A file that the user has given, with its bytes. */
export interface UploadedFile {
  name: string;
  type: string;
  size: number;
  last_modified: number;
  content: Uint8Array;
}

function control<Values extends object, Style extends keyof Styles | undefined = undefined>(
  defaults: Values,
  style?: Style,
  more?: Omit<Control<Values>, 'defaults' | 'style'>,
): Control<Values, Style> {
  return { defaults, style: style as Style, ...more };
}

const SEEN = { _dom_classes: [] as string[], tabbable: null as boolean | null, tooltip: null as string | null };
const DESCRIBED = { ...SEEN, description: '', description_allow_html: false };
const USED = { ...DESCRIBED, disabled: false };
const TYPED = { ...USED, continuous_update: true };
const SLID = { ...TYPED, behavior: 'drag-tap', orientation: 'horizontal' as Orientation, readout: true };
const INT = { min: 0, max: 100, step: 1, value: 0 };
const FLOAT = { min: 0, max: 100, step: 0.1, value: 0 };
const PROGRESS = {
  ...DESCRIBED,
  bar_style: '' as Mood,
  min: 0,
  max: 100,
  orientation: 'horizontal' as Orientation,
  value: 0,
};
const NO_TEXT = '\u200b';
const TEXT = { ...TYPED, placeholder: NO_TEXT, value: '' };
const SHOWN_TEXT = { ...DESCRIBED, placeholder: NO_TEXT, value: '' };
const BOX = { ...SEEN, box_style: '' as Mood, children: [] as WidgetReference[] };
const PAGES = { ...BOX, selected_index: null as number | null, titles: [] as string[] };
const TAGS = { ...DESCRIBED, allow_duplicates: true, allowed_tags: [] as string[], placeholder: NO_TEXT };
const NUMBERS = {
  ...TAGS,
  min: null as number | null,
  max: null as number | null,
  tag_style: '' as Mood,
  value: [] as number[],
};
const PRESSED = { button_style: '' as Mood, icon: '' };
const MEDIA = { ...SEEN, autoplay: true, controls: true, loop: true, value: new Uint8Array() };
const NO_STEP = null as number | null;
const RANGE = [25, 75] as [number, number];

export const CONTROLS = {
  IntSlider: control({ ...SLID, ...INT, readout_format: 'd' }, 'SliderStyle', { rule: bounded }),
  FloatSlider: control({ ...SLID, ...FLOAT, readout_format: '.2f' }, 'SliderStyle', { rule: bounded }),
  FloatLogSlider: control({ ...SLID, ...FLOAT, base: 10, max: 4, value: 1, readout_format: '.3g' }, 'SliderStyle', {
    rule: logBounded,
  }),
  IntRangeSlider: control({ ...SLID, ...INT, value: RANGE, readout_format: 'd' }, 'SliderStyle', { rule: bounded }),
  FloatRangeSlider: control({ ...SLID, ...FLOAT, value: RANGE, readout_format: '.2f' }, 'SliderStyle', {
    rule: bounded,
  }),
  IntProgress: control(PROGRESS, 'ProgressStyle', { view: 'ProgressView', rule: bounded }),
  FloatProgress: control(PROGRESS, 'ProgressStyle', { view: 'ProgressView', rule: bounded }),
  Play: control(
    { ...USED, ...INT, interval: 100, playing: false, repeat: false, show_repeat: true },
    'DescriptionStyle',
    { rule: bounded },
  ),

  IntText: control({ ...USED, continuous_update: false, step: 1, value: 0 }, 'DescriptionStyle'),
  FloatText: control({ ...USED, continuous_update: false, step: NO_STEP, value: 0 }, 'DescriptionStyle'),
  BoundedIntText: control({ ...USED, ...INT, continuous_update: false }, 'DescriptionStyle', {
    view: 'IntTextView',
    rule: bounded,
  }),
  BoundedFloatText: control({ ...USED, ...FLOAT, continuous_update: false, step: NO_STEP }, 'DescriptionStyle', {
    view: 'FloatTextView',
    rule: bounded,
  }),
  Text: control(TEXT, 'TextStyle'),
  Textarea: control({ ...TEXT, rows: null as number | null }, 'TextStyle'),
  Password: control(TEXT, 'TextStyle'),
  Combobox: control({ ...TEXT, ensure_option: false, options: [] as string[] }, 'TextStyle'),
  TagsInput: control({ ...TAGS, tag_style: '' as Mood, value: [] as string[] }, 'DescriptionStyle'),
  ColorsInput: control({ ...TAGS, value: [] as string[] }, 'DescriptionStyle'),
  IntsInput: control({ ...NUMBERS, format: 'd' }, 'DescriptionStyle'),
  FloatsInput: control({ ...NUMBERS, format: '.1f' }, 'DescriptionStyle'),

  Checkbox: control({ ...USED, indent: true, value: false }, 'CheckboxStyle'),
  Button: control({ ...SEEN, ...PRESSED, description: '', disabled: false }, 'ButtonStyle'),
  ToggleButton: control({ ...USED, ...PRESSED, value: false }, 'ToggleButtonStyle'),
  Valid: control({ ...USED, readout: 'Invalid', value: false }, 'DescriptionStyle'),
  ColorPicker: control({ ...USED, concise: false, value: 'black' }, 'DescriptionStyle'),
  DatePicker: control({ ...USED, min: null as Day, max: null as Day, step: 1, value: null as Day }, 'DescriptionStyle'),
  TimePicker: control(
    { ...USED, min: null as Clock, max: null as Clock, step: 60, value: null as Clock },
    'DescriptionStyle',
    { model: 'TimeModel', view: 'TimeView' },
  ),
  DatetimePicker: control(
    { ...USED, min: null as Instant | null, max: null as Instant | null, value: null as Instant | null },
    'DescriptionStyle',
    { model: 'DatetimeModel', view: 'DatetimeView' },
  ),
  FileUpload: control(
    {
      ...USED,
      ...PRESSED,
      accept: '',
      description: 'Upload',
      error: '',
      icon: 'upload',
      multiple: false,
      value: [] as UploadedFile[],
    },
    'ButtonStyle',
  ),

  HTML: control(SHOWN_TEXT, 'HTMLStyle'),
  HTMLMath: control(SHOWN_TEXT, 'HTMLMathStyle'),
  Label: control(SHOWN_TEXT, 'LabelStyle'),
  Image: control({ ...SEEN, format: 'png', height: '', width: '', value: new Uint8Array() }),
  Audio: control({ ...MEDIA, format: 'mp3' }),
  Video: control({ ...MEDIA, format: 'mp4', height: '', width: '' }),

  Box: control(BOX),
  HBox: control(BOX),
  VBox: control(BOX),
  GridBox: control(BOX),
  Accordion: control(PAGES, undefined, { rule: paged }),
  Stack: control(PAGES, undefined, { rule: paged }),
  Tab: control(PAGES, undefined, { rule: tabbed }),
};

const CHOICE = { ...USED, index: null as number | null, _options_labels: [] as string[] };
const CHOICES = { ...CHOICE, index: [] as number[] };

/** Controls by which one, or several, of a list are chosen. */
export const SELECTIONS = {
  Dropdown: control(CHOICE, 'DescriptionStyle'),
  RadioButtons: control({ ...CHOICE, orientation: 'vertical' as Orientation }, 'DescriptionStyle'),
  Select: control({ ...CHOICE, rows: 5 }, 'DescriptionStyle'),
  SelectionSlider: control({ ...SLID, ...CHOICE }, 'SliderStyle'),
  ToggleButtons: control(
    { ...CHOICE, button_style: '' as Mood, icons: [] as string[], tooltips: [] as string[] },
    'ToggleButtonsStyle',
  ),
};

export const MULTIPLE_SELECTIONS = {
  SelectMultiple: control({ ...CHOICES, rows: 5 }, 'DescriptionStyle'),
  SelectionRangeSlider: control({ ...SLID, ...CHOICES, index: [0, 0] }, 'SliderStyle'),
};

const LINKED = { source: null as Property | null, target: null as Property | null };

/** Two properties that pages keep alike, also where no kernel runs. */
export const LINKS = {
  Link: control(LINKED, undefined, { view: null }),
  DirectionalLink: control(LINKED, undefined, { view: null }),
};
