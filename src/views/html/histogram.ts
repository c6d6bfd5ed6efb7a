import { readable } from '../../protocol';
import { type Html, html } from './html';

const BINS = 24;
const HEIGHT = 20;
const BAR = 4;

/** Numbers as a small histogram in the color of the text, with their range as words; words alone where all are the same. */
export function histogram(values: ArrayLike<number>, missing?: Uint8Array): Html {
  let [low, high, counted] = [Infinity, -Infinity, 0];
  const each = (use: (value: number) => void): void => {
    for (let i = 0; i < values.length; i++) if (!missing?.[i] && Number.isFinite(values[i])) use(values[i]!);
  };
  each((value) => {
    low = Math.min(low, value);
    high = Math.max(high, value);
    counted++;
  });
  if (counted === 0) return html`no numbers`;
  const words = `${readable(low)} to ${readable(high)}`;
  if (low === high) return html`all ${readable(low)}`;
  const bins = new Float64Array(BINS);
  each((value) => bins[Math.min(BINS - 1, Math.floor((BINS * (value - low)) / (high - low)))]!++);
  const most = bins.reduce((a, b) => Math.max(a, b));
  const path = Array.from(bins, (n, i) => (n ? `M${i * BAR} ${HEIGHT}v-${((HEIGHT * n) / most).toFixed(1)}h${BAR - 1}V${HEIGHT}z` : '')).join(''); // prettier-ignore
  const [width, label] = [BINS * BAR, `Histogram from ${words}`];
  return html`<svg
      role="img"
      aria-label="${label}"
      width="${width}"
      height="${HEIGHT}"
      viewBox="0 0 ${width} ${HEIGHT}"
    >
      <path d="${path}" fill="currentColor" fill-opacity="0.6" />
    </svg>
    ${words}`;
}
