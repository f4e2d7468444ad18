// Which layer keeps the gross margin of the stack.
import {figure} from '../chart.js';
import {billions, percent, sum} from '../format.js';
import {lines_option, stack_option, year_table} from '../lines.js';
import {theme} from '../theme.js';

const layers = [
  {key: 'margin_share_vendor', label: 'Equipment vendors', role: 'vendor'},
  {key: 'margin_share_builder', label: 'Builders', role: 'builder'},
  {key: 'margin_share_lab', label: 'Frontier labs', role: 'lab'},
  {key: 'margin_share_app', label: 'Applications', role: 'app'},
];

export function margin_section(run) {
  const parts = () => layers.map((layer) => ({name: layer.label, values: run.metric(layer.key), unit: '1', colour: theme().roles[layer.role]}));
  const leader = (at) => layers.reduce((best, layer) => ((run.metric(layer.key)[at] ?? -9) > (run.metric(best.key)[at] ?? -9) ? layer : best));
  const end = run.years.length - 1;
  const [before, after] = [leader(1 <= end ? 1 : 0), leader(end)];
  const title = before === after
    ? `${before.label} keep the largest part of the margin throughout: ${percent(run.metric(after.key)[end])} at the end`
    : `The largest part of the margin passes from ${before.label.toLowerCase()} (${percent(run.metric(before.key)[1])} in ${run.years[1]}) to ${after.label.toLowerCase()} (${percent(run.metric(after.key)[end])} in ${run.years[end]})`;
  // Shares below zero cannot be stacked to 100 %.
  const negative = layers.some((layer) => run.metric(layer.key).some((value) => value < 0));
  const cash = run.metric('external_cash_share');
  return [
    figure({
      title, note: 'Gross margin (sales less what they directly cost) of each layer, % of the margin of all four.',
      describe: () => `${negative ? 'Line chart' : 'Stacked areas'}. ${title}.`,
      option: (context) => negative
        ? lines_option(context, {years: run.years, lines: parts(), unit: '1'})
        : stack_option(context, {years: run.years, parts: parts(), unit: '1', min: 0, max: 100}),
      table: () => year_table('Share of the gross margin', run.years, [...parts(), {name: 'Vendor sales paid with outside cash', unit: '1', values: cash}]),
    }),
    profit_figure(run),
  ];
}

const result = (usd) => (usd < 0 ? `lose ${billions(-usd)}` : `earn ${billions(usd)}`);

function profit_figure(run) {
  const vendors = run.metric('vendor_profit'), labs = run.metric('lab_profit');
  const title = `Over the run vendors ${result(sum(vendors))} and frontier labs ${result(sum(labs))}`;
  const columns = (colours) =>
      [{name: 'Vendor profit', unit: 'usd', values: vendors, colour: colours?.roles.vendor},
       {name: 'Lab result', unit: 'usd', values: labs, colour: colours?.roles.lab},
  ];
  return figure({
    title, note: 'Profit before tax of equipment vendors and operating result of frontier labs, $bn a year.',
    describe: () => `Line chart. ${title}.`,
    option: (context) => lines_option(context, {years: run.years, unit: 'usd', lines: columns(context.colours)}),
    table: () => year_table('Profits', run.years, [...columns(), {name: 'Vendor gross margin', unit: '1', values: run.metric('vendor_gross_margin')},
                                                   {name: 'Buyers’ surplus', unit: 'usd', values: run.metric('buyer_surplus')}]),
  });
}
