// Words that a reader may not know, explained where they stand: on hover, on tap and in the accessible
// name.
import {element, fresh_id} from '../../../report/web/src/dom.js';

export const words = {
  drawn: 'Nobody knows this number exactly, so every world draws a value of its own. The bar below the slider shows where nine of ten draws lie, its line the middle. Moving the slider fixes one value in all worlds.',
  leap: 'A leap is a sudden jump in what AI can do, which no trend foretells. The number is how many are expected in a year: 8% a year is one in about twelve years.',
  stack: 'The stack is the chain of those who sell to each other on the way to the user: equipment vendors, builders of data centres, AI labs, applications.',
};

/** A word with its explanation: {button, note}; the note is shown by a tap and stands where it is put. */
export function explained(word, shown = word) {
  const id = fresh_id('word');
  const note = element('span.explained', {id, hidden: true}, words[word]);
  const button = element('button.term', {type: 'button', title: words[word], 'aria-label': `${shown}: ${words[word]}`, 'aria-expanded': 'false', 'aria-controls': id,
    onclick: () => {
      note.hidden = !note.hidden;
      button.setAttribute('aria-expanded', String(!note.hidden));
    }}, shown);
  return {button, note};
}

/** The words that a text holds. */
export const words_in = (text) => Object.keys(words).filter((word) => new RegExp(`(?<![\\w])${word}s?(?![\\w])`, 'i').test(text));
