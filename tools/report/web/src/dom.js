// Elements without a framework.
import {capital, with_minus} from './format.js';
import {role_colour} from './theme.js';

/** element('p.note', {id: 'x'}, 'text', child...) */
export function element(kind, attributes = {}, ...children) {
  const [tag, ...classes] = kind.split('.');
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

/** Texts and elements below each other; what a tooltip holds. */
export const texts = (...rows) => element('div', {}, rows.map((row) => element('div', {}, row)));
export const strong = (text) => element('b', {}, text);

const cell_text = (cell) => (typeof cell === 'string' ? with_minus(cell) : cell);

/** A plain table; cells are texts or elements, numbers stand to the right. */
export function data_table(caption, head, rows, text_columns = 1) {
  return element('div.scroll', {tabindex: 0, role: 'region', 'aria-label': caption},
    element('table', {},
      element('caption', {}, element('span.caption', {}, caption)),
      element('thead', {}, element('tr', {}, head.map((cell, at) =>
        element(at < text_columns ? 'th.text' : 'th', {scope: 'col'}, cell)))),
      element('tbody', {}, rows.map((row) =>
        element('tr', {}, row.map((cell, at) =>
          at === 0 ? element('th.text', {scope: 'row'}, cell)
                   : element(at < text_columns ? 'td.text' : 'td', {}, cell_text(cell))))))));
}

let ids = 0;
export const fresh_id = (stem) => `${stem}-${++ids}`;

/** A slider over the years with the chosen one beside it; calls back on every change. */
export function year_slider(label, years, chosen, change) {
  const id = fresh_id('year');
  const output = element('output', {for: id}, String(years[chosen]));
  const input = element('input', {
    id, type: 'range', min: 0, max: years.length - 1, step: 1, value: chosen,
    'aria-valuetext': String(years[chosen]),
    oninput: () => {
      const year = years[Number(input.value)];
      output.textContent = String(year);
      input.setAttribute('aria-valuetext', String(year));
      change(Number(input.value));
    },
  });
  return element('div.slider', {}, element('label', {for: id}, label), input, output);
}

/** Which colour is which role: [{role, label}]. */
export function role_key(roles) {
  const key = element('p.key');
  const fill = () => key.replaceChildren(...roles.map(({role, label}) => element('span', {},
    element('span.dot', {style: `background:${role_colour(role)}`, 'aria-hidden': 'true'}), capital(label))));
  document.addEventListener('themechange', fill);
  fill();
  return key;
}
