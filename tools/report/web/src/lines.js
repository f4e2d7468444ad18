// Options of charts over years: lines with their names at the line's end, stacked areas, bars, and
// the table beside them.
import {data_table, element, strong, texts} from './dom.js';
import {shown} from './format.js';

/** Names at the line's end need room; on a narrow screen a legend stands above instead. */
export function year_axes({colours, narrow}, {years, unit, log = false, min, max, name, right = 0, bars = false}) {
  const {axis} = shown(unit);
  const label = {color: colours.muted, fontSize: 11};
  return {
    grid: {left: 12, right: narrow ? 18 : 16 + right, top: narrow && right ? 58 : 34, bottom: 6, containLabel: true},
    xAxis: {
      type: 'category', data: years.map(String), boundaryGap: bars,
      axisLine: {lineStyle: {color: colours.muted}}, axisTick: {show: false},
      // Names at the line's end may be moved down to it.
      axisLabel: {...label, hideOverlap: true, ...(right && !narrow ? {alignMaxLabel: 'right'} : {})},
    },
    yAxis: {
      type: log ? 'log' : 'value', min, max, name: name ?? axis, nameGap: 14,
      nameTextStyle: {color: colours.muted, fontSize: 11, align: 'left', padding: [0, 0, 0, -12]},
      axisLine: {show: false}, axisTick: {show: false},
      axisLabel: {...label, formatter: log ? log_label : grouped_label},
      splitLine: {lineStyle: {color: colours.rule}},
    },
  };
}

/** Years further from the start than any record that the model was held against: shaded, and said; `over` what fills the chart.
 * The shade begins between the last year within and the first one beyond, in lines and bars alike. */
export function shade({colours, narrow}, years, over = false) {
  if (!years.every((year) => typeof year === 'number') || !(Number(years.at(-1)) > Number(years[0]) + 10)) return [];
  return [{
    type: 'custom', name: '\u0000extrapolation', silent: true, tooltip: {show: false}, z: over ? 5 : 0, clip: true,
    data: [[0, 0]], encode: {x: -1, y: -1},
    renderItem: (params, api) => {
      const {x, y, width, height} = params.coordSys;
      const [first] = api.coord([0, 1]), [second] = api.coord([1, 1]);
      const from = first + 10.5 * (second - first), right = x + width;
      const fill = over ? {fill: colours.surface, opacity: 0.35} : {fill: colours.muted, opacity: 0.1};
      const room = over ? {backgroundColor: colours.surface, padding: [2, 4]} : {};
      return {type: 'group', children: [
        {type: 'rect', shape: {x: from, y, width: Math.max(0, right - from), height}, style: fill},
        ...(narrow ? [] : [{type: 'text', style: {x: right - 5, y: y + 5, align: 'right', verticalAlign: 'top', text: 'extrapolation',
                                                  fill: over ? colours.ink : colours.muted, fontSize: 10, ...room}}]),
      ]};
    },
  }];
}

const grouped_label = (value) => value.toLocaleString('en-US', {maximumFractionDigits: 6}).replace('-', '−');
const log_label = (value) => (value >= 1 ? value.toLocaleString('en-US') : String(Number(value.toPrecision(3))));

export const marker = (colour) => element('span.dot', {style: `background:${colour}`, 'aria-hidden': 'true'});

export function axis_tooltip(text) {
  return {
    trigger: 'axis',
    axisPointer: {type: 'line', snap: true},
    formatter: (points) => {
      const rows = points.filter((point) => point.seriesName && !point.seriesName.startsWith('\u0000'))
        .map((point) => [marker(point.color), point.seriesName, ' ', strong(text(point))]);
      return texts(points[0].axisValueLabel, ...rows);
    },
  };
}

const scaled = (values, scale) => values.map((value) => (value === null ? null : value / scale));

/**
 * lines: [{name, values, colour, dashed, faint}] of one unit over the years.
 */
export function lines_option(context, {years, lines, unit, log, min, max, marks = [], name}) {
  const {colours, narrow, say} = context;
  const {scale, text} = shown(unit);
  const room = 8 + 6.4 * Math.max(...lines.map((line) => say(line.name).length));
  const clean = (values) => scaled(values, scale).map((value) => (log && value !== null && value <= 0 ? null : value));
  const series = lines.map((line, at) => ({
    type: 'line', name: line.name, data: clean(line.values), showSymbol: false, symbol: 'circle', symbolSize: 7,
    connectNulls: line.connect ?? false,
    lineStyle: {width: line.faint ? 1.5 : 2.5, type: line.dashed ? [5, 4] : 'solid', color: line.colour},
    itemStyle: {color: line.colour}, emphasis: {disabled: true},
    endLabel: {show: !narrow && lines.length > 1, formatter: '{a}', color: line.colour, fontSize: 12, lineHeight: 15, distance: 6},
    labelLayout: {moveOverlap: 'shiftY'},
    markLine: at === 0 && marks.length ? {
      symbol: 'none', silent: true, lineStyle: {color: colours.muted, type: [2, 3]},
      label: {color: colours.muted, fontSize: 11, formatter: '{b}', position: 'end'},
      data: marks.map((mark) => ({name: mark.name, xAxis: String(mark.year)})),
    } : undefined,
  }));
  return {
    ...year_axes(context, {years, unit, log, min, max, name, right: lines.length > 1 ? room : 0}),
    legend: {show: narrow && lines.length > 1, top: 0, left: 0, itemWidth: 22, itemHeight: 8, itemGap: 12,
             textStyle: {color: colours.ink, fontSize: 11}, data: lines.map((line) => line.name)},
    tooltip: axis_tooltip((point) => (point.value === null || point.value === undefined ? '–' : text(point.value))),
    series: [...series, ...shade(context, years)],
  };
}

/** parts: [{name, values, colour}] stacked as areas; shares (unit 1) fill up to 100 %. */
export function stack_option(context, {years, parts, unit, max, min}) {
  const {colours, narrow} = context;
  const {scale, text} = shown(unit);
  return {
    ...year_axes(context, {years, unit, min, max}),
    grid: {left: 12, right: 18, top: narrow ? 24 + 22 * Math.ceil(parts.length / 2) : 58, bottom: 6, containLabel: true},
    legend: {show: true, top: 0, left: 0, itemWidth: 14, itemHeight: 10, icon: 'roundRect',
             textStyle: {color: colours.ink, fontSize: narrow ? 11 : 12}, data: parts.map((part) => part.name)},
    tooltip: axis_tooltip((point) => text(point.value ?? 0)),
    series: [...parts.map((part) => ({
      type: 'line', name: part.name, stack: 'all', data: scaled(part.values, scale), showSymbol: false,
      lineStyle: {width: 1, color: colours.surface}, itemStyle: {color: part.colour},
      areaStyle: {opacity: 0.92, color: part.colour}, emphasis: {disabled: true},
    })), ...shade(context, years, true)],
  };
}

/** A polygon between two lines over the same years, behind them; names that start with \0 stay out of tooltips. */
export function area_series(areas, style) {
  return {
    type: 'custom', name: '\u0000area', silent: true, z: 1, clip: true, data: areas.map((area, at) => [at, 0]),
    encode: {x: -1, y: -1}, tooltip: {show: false},
    renderItem: (params, api) => {
      const area = areas[params.dataIndex];
      const [x0] = api.coord([0, area.top[0][1]]), [x1] = api.coord([1, area.top[0][1]]);
      const point = ([at, value]) => [x0 + at * (x1 - x0), api.coord([0, value])[1]];
      return {type: 'polygon', shape: {points: [...area.top.map(point), ...area.bottom.map(point).reverse()]}, style: style(area)};
    },
  };
}

/** bands: [{lower, upper, opacity}] around `median`, all of one unit over the years; `others`: further lines. */
export function fan_option(context, {years, median, bands, colour, unit, log, min, max, name, others = []}) {
  const {scale} = shown(unit);
  const option = lines_option(context, {years, unit, log, min, max, lines: [{name, values: median, colour}, ...others]});
  const usable = (value) => value !== null && (!log || value > 0);
  const areas = (band) => {
    const found = [];
    let area = null;
    band.lower.forEach((low, at) => {
      const high = band.upper[at];
      if (!usable(low) || !usable(high)) { area = null; return; }
      if (!area) found.push(area = {top: [], bottom: []});
      area.top.push([at, high / scale]);
      area.bottom.push([at, low / scale]);
    });
    return found.filter((one) => one.top.length > 1);
  };
  // Areas do not stretch the axis by themselves.
  const all = bands.flatMap((band) => [...band.lower, ...band.upper]).filter(usable).map((value) => value / scale);
  if (all.length && max === undefined) {
    const stretch = {type: 'line', name: '\u0000range', data: [Math.min(...all), Math.max(...all)], silent: true, showSymbol: false, lineStyle: {opacity: 0}, tooltip: {show: false}};
    option.series.push(stretch);
  }
  option.series.push(...bands.map((band) => area_series(areas(band), () => ({fill: colour, opacity: band.opacity}))));
  option.legend.data = [name, ...others.map((line) => line.name)];
  return option;
}

/** The table of a chart over years. */
export function year_table(caption, years, columns) {
  return data_table(caption, ['Year', ...columns.map((column) => `${column.name}, ${shown(column.unit).axis || 'number'}`)],
    years.map((year, at) => [String(year), ...columns.map((column) => {
      const value = column.values[at];
      const {scale} = shown(column.unit);
      return value === null || value === undefined ? '–' : plain(value / scale);
    })]));
}

function plain(value) {
  const size = Math.abs(value);
  if (size >= 100) return value.toLocaleString('en-US', {maximumFractionDigits: 0});
  if (size >= 1) return value.toLocaleString('en-US', {maximumFractionDigits: 2});
  return String(Number(value.toPrecision(3)));
}
