// What a configuration calls its roles, units and ways of being served (its `names`): the sections
// write builder and H100e, a telecom world reads carrier and lit Mb/s. Owns the exchange of words in
// texts, options and elements; where names are the usual ones nothing is touched.
const usual = {
  builder: 'builder', equipment_vendor: 'equipment vendor', frontier_lab: 'frontier lab', open_lab: 'open lab',
  app_vendor: 'app vendor', enterprise: 'enterprises', utility: 'utility', lender: 'lender', investor: 'investor',
  equipment: 'H100e', job: 'job', jobs: 'jobs', point: 'points', kilowatt: 'kW', megawatt: 'MW', gigawatt: 'GW',
  capability: 'capability', api: 'API', hosted_open: 'hosted open', self_hosted: 'self hosted', app: 'in apps',
};

/** How sections speak of each name: pattern, and what stands for it. */
const spoken = (names) => [
  ['equipment_vendor', '(?:equipment )?vendors', names.many.equipment_vendor], ['equipment_vendor', '(?:equipment )?vendor', names.equipment_vendor],
  ['api', 'API of a frontier lab', names.api], ['api', 'the labs’ API', names.api], ['api', 'the API', names.api], ['api', 'API', names.api],
  ['app', 'inside an application', names.app],
  ['hosted_open', 'open model, hosted', names.hosted_open], ['self_hosted', 'open model, own machines', names.self_hosted],
  ['open_lab', 'open models', names.many.open_lab], ['open_lab', 'open model', names.open_lab], ['open_lab', 'open[ _]labs', names.many.open_lab],
  ['frontier_lab', '(?:frontier )?labs', names.many.frontier_lab], ['frontier_lab', '(?:frontier )?lab', names.frontier_lab],
  ['app_vendor', '(?:applications|app vendors)', names.many.app_vendor], ['app_vendor', '(?:application|app vendor)', names.app_vendor],
  ['builder', 'builders', names.many.builder], ['builder', 'builder', names.builder],
  ['enterprise', 'enterprises', names.enterprise],
  ['utility', 'utilities', names.many.utility], ['utility', 'utility', names.utility],
  ['equipment', 'H100e', names.equipment], ['job', 'job', names.job], ['jobs', 'jobs', names.jobs],
  ['point', 'points', names.point], ['gigawatt', 'GW', names.gigawatt], ['megawatt', 'MW', names.megawatt], ['kilowatt', 'kW', names.kilowatt],
  ['capability', 'capability', names.capability],
];

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const letter_by_letter = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * A function from text to text for the names of a run or an ensemble; null where all are the usual
 * ones. Labels of firms stay as they are, whatever words they hold.
 */
export function translator({names, labels = []}) {
  if (!names) return null;
  const rules = spoken(names).filter(([key]) => names[key] !== usual[key]);
  if (!rules.length) return null;
  const kept = new Set(labels), longest_first = [...kept].filter(Boolean).sort((a, b) => b.length - a.length).map(letter_by_letter);
  const pattern = new RegExp(`(?<![\\w.])(${[...longest_first, ...rules.map(([, text]) => text)].join('|')})(?![\\w])`, 'gi');
  const exact = rules.map(([, text, word]) => [new RegExp(`^(?:${text})$`, 'i'), word]);
  return (text) => text.replace(pattern, (found) => {
    if (kept.has(found)) return found;
    const word = exact.find(([one]) => one.test(found))?.[1] ?? found;
    return /^[A-Z][a-z]/.test(found) ? capital(word) : word;
  });
}

const kept = new Set(['workload', 'edge', 'failure', 'rows', 'agent', 'key', 'type', 'color', 'fill', 'stroke']);

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
    if (!currentNode.parentElement.closest('code, .inputs, .plot, .spark, [data-names=kept]')) currentNode.data = translate(currentNode.data);
  }
}
