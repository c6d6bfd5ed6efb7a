import { shorten } from '../../protocol';
import { Html, html } from './html';

/** Characters of a name that are shown, rows of a list, and rows of a table before the rest is only counted (ours). */
const LONGEST_NAME = 80;
const MOST_NAMES = 200;
const MOST_ROWS = 100;

/** Text of data in one line: control characters and marks of direction, which could disguise it, are taken out. */
export const short = (text: string, most = LONGEST_NAME): string => shorten(text.replace(/\p{Cf}/gu, ''), most);

/** A number of things: '1 column', '1,200 cells'. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

export const count = (value: number): string => value.toLocaleString('en-US');

/** Names that are searched though they are not shown, in characters: what a notebook file bears (ours). */
const SEARCHED = 256_000;

/**
 * Shows only what holds the text that is typed, opens what holds it, and lists names that are not shown. Runs on the page where a
 * notebook is trusted; nothing of it is data.
 */
const FIND =
  "const d=this.closest('[data-tissuebook]'),q=this.value.trim().toLowerCase(),has=t=>t.toLowerCase().includes(q);" +
  "d.querySelectorAll('[data-find]').forEach(e=>{e.hidden=q!==''&&!has(e.textContent)});" +
  "if(q)d.querySelectorAll('details').forEach(e=>{e.open=e.querySelector('[data-find]:not([hidden])')!==null});" +
  "const n=q?[...new Set([...d.querySelectorAll('[data-names]')].flatMap(e=>e.textContent.split('\\n')))].filter(has):[];" +
  "d.querySelector('output').textContent=n.length?n.length+' more: '+n.slice(0,50).join(', '):''";

/** The frame of all that is shown: a heading, and with `find` a field that looks for names. */
export function frame(heading: string, content: readonly Html[], find: boolean): Html {
  const field = html`<p><label>Find <input type="search" oninput="${FIND}"></label> <output aria-live="polite"></output></p>`; // prettier-ignore
  const style = 'max-width:60em;overflow-x:auto';
  return html`<div data-tissuebook="" role="group" aria-label="${short(heading)}" style="${style}"><p><strong>${short(heading)}</strong></p>${find ? field : ''}${content}</div>`; // prettier-ignore
}

/** A part that opens by mouse and keyboard. Empty where it has nothing. */
export function section(title: string, content: Html | undefined, open = false): Html {
  if (!content) return html``;
  return html`<details${new Html(open ? ' open' : '')}><summary>${short(title, 200)}</summary>${content}</details>`;
}

/** Rows that can be found; the first cell of each is its heading. Further rows are counted. */
export function table(columns: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html {
  const shown = rows.slice(0, MOST_ROWS).map(([name, ...cells]) => html`<tr data-find=""><th scope="row" style="text-align:left">${name!}</th>${cells.map((cell) => html`<td style="text-align:left">${cell}</td>`)}</tr>`); // prettier-ignore
  const head = columns.map((name) => html`<th scope="col" style="text-align:left">${name}</th>`);
  return html`<table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${shown}
      </tbody>
    </table>
    ${rest(rows.length - shown.length, 'rows')}`;
}

/** Names that can be found: the first ones shown, the others as far as a notebook bears them. */
export function names(all: readonly string[]): Html {
  const shown = all.slice(0, MOST_NAMES).map((name) => html`<span data-find="">${short(name)}</span> `);
  const hidden: string[] = [];
  let room = SEARCHED;
  for (let at = MOST_NAMES; at < all.length && room > 0; at++) {
    hidden.push(short(all[at]!));
    room -= hidden.at(-1)!.length + 1;
  }
  const searched = hidden.length ? html`<span hidden data-names="">${hidden.join('\n')}</span>` : html``;
  return html`<p>${shown}</p>${rest(all.length - shown.length, 'names')}${searched}`; // prettier-ignore
}

export function list(items: readonly (string | Html)[]): Html {
  const shown = items.slice(0, MOST_ROWS).map((item) => html`<li data-find="">${item}</li>`);
  return html`<ul>
      ${shown}
    </ul>
    ${rest(items.length - shown.length, 'entries')}`;
}

/** Text in sentences, of bounded length. */
export const paragraph = (text: string): Html => html`<p>${short(text, 2000)}</p>`;

function rest(left: number, what: string): Html {
  return left > 0 ? html`<p>and ${count(left)} more ${what}, which are not shown</p>` : html``;
}
