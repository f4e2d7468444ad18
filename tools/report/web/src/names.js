// What a configuration calls its roles, units, money and ways of being served (its `names`): the
// sections write builder, H100e and $, a telecom world reads carrier and lit Mb/s. Owns the exchange of words in
// texts, options and elements; where names are the usual ones nothing is touched.
/** Of a plain English word the plural; signs and units have none. */
const of_many = (word) => (/^[a-z]{3,}[^s\W]$/.test(word) ? `${word}s` : word);

/** How sections speak of each name: pattern, and what stands for it. */
const spoken = (names) => [
    ['vendor', '(?:equipment )?vendors', names.many.vendor],
    ['vendor', '(?:equipment )?vendor', names.vendor],
    ['mode_api', 'API[ _]inference', names.mode_api],
    ['mode_hosted_open', 'hosted[ _]open(?:-model)?[ _]inference', names.mode_hosted_open],
    ['jobs', 'inference', names.jobs],
    ['equipment', '(?:training |research )?compute', 'capacity'],
    ['mode_api', 'API of a frontier lab', names.mode_api],
    ['mode_api', 'the labs’ API', names.mode_api],
    ['mode_api', 'the API', names.mode_api],
    ['mode_api', 'API', names.mode_api],
    ['mode_app', 'inside an application', names.mode_app],
    ['mode_hosted_open', 'open model, hosted', names.mode_hosted_open],
    ['mode_self_hosted', 'open model, own machines', names.mode_self_hosted],
    ['mode_hosted_open', 'hosted[ _]open', names.mode_hosted_open],
    ['mode_self_hosted', 'self[ _]hosted', names.mode_self_hosted],
    ['open_lab', 'open models', names.many.open_lab],
    ['open_lab', 'open model', names.open_lab],
    ['open_lab', 'open[ _]labs', names.many.open_lab],
    ['lab', '(?:frontier )?labs', names.many.lab],
    ['lab', '(?:frontier )?lab', names.lab],
    ['app', '(?:applications|app vendors)', names.many.app],
    ['app', '(?:application|app vendor)', names.app],
    ['builder', 'builders', names.many.builder],
    ['builder', 'builder', names.builder],
    ['enterprise', 'enterprises', names.enterprise],
    ['utility', 'utilities', names.many.utility],
    ['utility', 'utility', names.utility],
    ['equipment', 'million H100e', `million ${of_many(names.equipment)}`],
    ['equipment', 'H100e', names.equipment],
    ['job', 'job', names.job],
    ['jobs', 'jobs', names.jobs],
    ['point', 'points', names.point],
    ['gigawatt', 'GW', names.gigawatt],
    ['megawatt', 'MW', names.megawatt],
    ['kilowatt', 'kW', names.kilowatt],
    ['capability', 'capability', names.capability],
];

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const letter_by_letter = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A function that exchanges signs and names of money, those that are exchanged already left; null for the usual money. */
function currency_exchange({currency, currency_name, usual}) {
  if (currency === usual.currency && currency_name === usual.currency_name) return null;
  const exchange = [[currency_name, currency_name], [usual.currency_name, currency_name], [currency, currency], [usual.currency, currency]]
    .filter(([word]) => word);
  const pattern = new RegExp(exchange.map(([word]) => letter_by_letter(word)).join('|'), 'g');
  return (text) => text.replace(pattern, (found) => exchange.find(([word]) => word === found)[1]);
}

/**
 * A function from text to text for the names of a run or an ensemble; null where all are the usual
 * ones. Labels of firms stay as they are, whatever words they hold.
 */
export function translator({names, labels = []}) {
  if (!names) return null;
  const {usual} = names;
  const rules = spoken(names).filter(([key]) => names[key] !== usual[key] || names.many[key] !== usual.many[key]);
  const in_currency = currency_exchange(names);
  if (!rules.length) return in_currency;
  const kept = new Set(labels), longest_first = [...kept].filter(Boolean).sort((a, b) => b.length - a.length).map(letter_by_letter);
  // Words that hold another one's source (a cloud builder is a builder) are exchanged once and then left.
  const source = new RegExp(`(?<![\\w.])(?:${rules.map(([, text]) => text).join('|')})(?![\\w])`, 'i');
  const exact = rules.map(([, text, word]) => [new RegExp(`^(?:${text})$`, 'i'), word]);
  const done = [...new Set(rules.map(([, , word]) => word))]
    .filter((word) => source.test(word) && !exact.some(([one]) => one.test(word))).sort((a, b) => b.length - a.length);
  const in_place = new Set(done.map((word) => word.toLowerCase()));
  const pattern = new RegExp(`(?<![\\w.])(${[...longest_first, ...done.map(letter_by_letter), ...rules.map(([, text]) => text)].join('|')})(?![\\w])`, 'gi');
  const in_words = (text) => text.replace(pattern, (found) => {
    if (kept.has(found) || in_place.has(found.toLowerCase())) return found;
    const word = exact.find(([one]) => one.test(found))?.[1] ?? found;
    return /^[A-Z][a-z]/.test(found) ? capital(word) : word;
  });
  return in_currency ? (text) => in_currency(in_words(text)) : in_words;
}

const kept = new Set(['cell', 'edge', 'failure', 'rows', 'agent', 'key', 'type', 'color', 'fill', 'stroke']);

/** An option of a chart with its texts exchanged, those that functions return included. */
export function translated(option, translate) {
  if (typeof option === 'string') return translate(option);
  if (typeof option === 'function') {
    return (...given) => { const made = option(...given); return typeof made === 'string' ? translate(made) : made; };
  }
  if (Array.isArray(option)) return typeof option[0] === 'number' ? option : option.map((one) => translated(one, translate));
  if (option && typeof option === 'object') {
    return Object.fromEntries(Object.entries(option).map(([key, value]) => [key, kept.has(key) ? value : translated(value, translate)]));
  }
  return option;
}

/** The texts of an element, paths and commands aside. */
export function translate_element(element, translate) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const {currentNode} = texts;
    if (!currentNode.parentElement?.closest('code, .inputs, .plot, .spark, [data-names=kept]')) currentNode.data = translate(currentNode.data);
  }
  for (const named of element.querySelectorAll('[aria-label]')) named.setAttribute('aria-label', translate(named.getAttribute('aria-label')));
  if (element.hasAttribute('aria-label')) element.setAttribute('aria-label', translate(element.getAttribute('aria-label')));
}
