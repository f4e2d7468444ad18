// Charts that are drawn again and again while worlds come in. The only source that knows the chart
// library. Texts go into tooltips as text, never as markup.
import * as echarts from 'echarts/core';
import {BarChart, CustomChart, LineChart, ScatterChart} from 'echarts/charts';
import {AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent} from 'echarts/components';
import {SVGRenderer} from 'echarts/renderers';
import {data_table, element, fresh_id} from '../../../report/web/src/dom.js';
import {shown} from '../../../report/web/src/format.js';
import {shade} from '../../../report/web/src/lines.js';
import {theme} from '../../../report/web/src/theme.js';

echarts.use([BarChart, CustomChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent,
             MarkAreaComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

/** Says a text in the words of the configuration, once they are known. */
export const speech = {say: (text) => text};

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const defined = (value) => (Number.isFinite(value) ? value : null);
const axis_format = new Intl.NumberFormat('en-US', {maximumFractionDigits: 6});
const axis_number = (value) => axis_format.format(value).replace('-', '−');

/** A figure whose option is made anew by `update`; `table()` gives [caption, head, rows]. */
export class Figure {
  constructor({title, note, height = 230, wide = false, controls = [], table}) {
    this.height = height;
    this.table = table;
    this.plot = element('div.plot', {id: fresh_id('chart'), role: 'img', tabindex: 0, onkeydown: (event) => this.key(event), onpointerdown: () => this.hold()});
    this.heading = element('h3', {}, title);
    this.note = element('p.note', {}, note ?? '');
    this.numbers = element('details.data', {ontoggle: () => this.fill()}, element('summary', {}, 'The numbers'));
    this.element = element(wide ? 'figure.wide' : 'figure', {}, this.heading, this.note, ...controls, this.plot, this.numbers);
  }

  in_view() {
    const {top, bottom} = this.element.getBoundingClientRect();
    return bottom > -100 && top < innerHeight + 100;
  }

  /** Redraws; `say` describes the chart to those who do not see it. */
  update(option, say) {
    this.option = option;
    this.plot.setAttribute('aria-label', say);
    this.draw();
    if (this.numbers.open) this.fill();
  }

  /** Nothing is drawn anew between the two halves of a click, which would be lost. */
  hold() {
    this.held = true;
    const release = new AbortController();
    const let_go = () => {
      release.abort();
      setTimeout(() => {  // behind the click
        this.held = false;
        if (this.late) this.draw();
      });
    };
    for (const kind of ['pointerup', 'pointercancel']) addEventListener(kind, let_go, {signal: release.signal});
  }

  draw() {
    this.late = Boolean(this.held);
    const width = this.plot.clientWidth;
    if (!width || !this.option || this.held) return;
    const colours = theme();
    this.plot.style.height = `${this.height}px`;
    if (!this.chart) this.chart = echarts.init(this.plot, null, {renderer: 'svg', width, height: this.height});
    else if (this.chart.getWidth() !== width) this.chart.resize({width, height: this.height});
    this.chart.setOption({
      animation: false,
      textStyle: {fontFamily: font, color: colours.ink, fontSize: 12},
      ...this.option({colours, width, narrow: width < 420}),
    }, {notMerge: true});
    if (this.click) {
      this.chart.off('click');
      this.chart.on('click', this.click);
    }
  }

  fill() {
    while (this.numbers.children.length > 1) this.numbers.lastChild.remove();
    const made = this.numbers.open && this.table?.();
    if (made) this.numbers.append(data_table(...made));
  }

  /** Left and right walk along the points, Escape leaves. */
  key(event) {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (event.key === 'Escape') this.chart?.dispatchAction({type: 'hideTip'});
    if (!step || !this.chart) return;
    event.preventDefault();
    const data = this.chart.getModel().getSeriesByIndex(0)?.getData();
    const count = data?.count() ?? 0;
    this.at = Math.min(Math.max((this.at ?? -1) + step, 0), count - 1);
    this.chart.dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: this.at});
  }

  /** Shapes drawn for data; what the browser test asks for. */
  marks() {
    let count = 0;
    this.chart?.getModel().eachSeries((series) => {
      this.chart.getViewOfSeriesModel(series).group.traverse((shape) => {
        if (!shape.isGroup && shape.type !== 'text' && shape.type !== 'tspan') ++count;
      });
    });
    return count;
  }
}

const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function axes({colours, narrow}, years, unit, {min, max, interval} = {}) {
  const label = {color: colours.muted, fontSize: 11};
  return {
    grid: {left: 8, right: 14, top: 30, bottom: 4, containLabel: true},
    xAxis: {type: 'category', data: years.map(String), boundaryGap: false, axisTick: {show: false},
            axisLine: {lineStyle: {color: colours.muted}}, axisLabel: {...label, hideOverlap: true}},
    yAxis: {type: 'value', min, max, interval, name: unit === '1' ? '' : speech.say(shown(unit).axis), nameGap: 12, axisLine: {show: false}, axisTick: {show: false},
            nameTextStyle: {color: colours.muted, fontSize: 11, align: 'left', padding: [0, 0, 0, -10]},
            axisLabel: {...label, formatter: (value) => (unit === '1' ? `${axis_number(value)}%` : axis_number(value))}, splitNumber: narrow ? 3 : 4, splitLine: {lineStyle: {color: colours.rule}}},
  };
}

function tooltip({colours}, unit, lines) {
  const text = (value) => speech.say(shown(unit).text(value));
  return {
    trigger: 'axis', confine: true, backgroundColor: colours.surface, borderColor: colours.rule,
    textStyle: {color: colours.ink, fontSize: 12, fontFamily: font}, axisPointer: {type: 'line'},
    formatter: (points) => {
      const at = points[0]?.dataIndex ?? 0;
      return [`<b>${escaped(points[0]?.axisValueLabel ?? '')}</b>`, ...lines.map((line) =>
        `${escaped(line.name)}: <b>${escaped(text(line.values[at] / shown(unit).scale))}</b>` +
        (line.lo ? ` (80 % interval ${escaped(text(line.lo[at] / shown(unit).scale))} to ${escaped(text(line.hi[at] / shown(unit).scale))})` : ''))].join('<br>');
    },
  };
}

function legend({colours}, lines) {
  return {show: lines.length > 1, top: 0, right: 0, itemWidth: 16, itemHeight: 8, itemGap: 10, selectedMode: false,
          data: lines.map((line) => line.name), textStyle: {color: colours.ink, fontSize: 11}};
}

/** An area between two lines; gaps where either is undefined. */
function area(top, bottom, style) {
  return {
    type: 'custom', silent: true, z: 1, clip: true, data: [0], encode: {x: -1, y: -1}, tooltip: {show: false},
    renderItem: (params, api) => {
      const point = (at, value) => api.coord([at, value]);
      const places = top.map((value, at) => at).filter((at) => Number.isFinite(top[at]) && Number.isFinite(bottom[at]));
      if (places.length < 2) return null;
      return {type: 'polygon', style,
              shape: {points: [...places.map((at) => point(at, top[at])), ...places.map((at) => point(at, bottom[at])).reverse()]}};
    },
  };
}

/** How much room the names of the lines take above the plot, in pixels. */
function legend_height(names, width) {
  const rows = names.reduce(([count, used], name) => {
    const wide = 34 + 6.4 * name.length;
    return used + wide > width - 12 ? [count + 1, wide] : [count, used + wide];
  }, [1, 0])[0];
  return 14 + 17 * rows;
}

const line_series = (line, scale) => ({
  type: 'line', name: line.name, data: line.values.map((value) => defined(value / scale)), showSymbol: false, z: line.dashed ? 2 : 3,
  symbolSize: 7, lineStyle: {width: line.dashed ? 1.6 : 2.4, type: line.dashed ? [5, 4] : 'solid', color: line.colour},
  itemStyle: {color: line.colour}, emphasis: {disabled: true},
});

/** lines: [{name, values, colour, dashed, bands: [{lo, hi, opacity}]}] of one unit over the years. */
export function fan_option(lines, years, unit, limits = {}) {
  return (context) => {
    const {scale} = shown(unit);
    const scaled = (values) => values.map((value) => value / scale);
    const bands = lines.flatMap((line) => (line.bands ?? []).map((band) => ({...band, colour: line.colour})));
    const all = bands.flatMap((band) => [...band.lo, ...band.hi]).filter(Number.isFinite).map((value) => value / scale);
    const stretch = all.length ? [{type: 'line', data: [Math.min(...all), Math.max(...all)], silent: true, showSymbol: false, lineStyle: {opacity: 0}}] : [];
    // The baseline's lines are grey and dashed, which the note says; where there is but one, it has a name.
    const named = lines.length > 2 ? lines.filter((line) => !line.dashed) : lines;
    const base = axes(context, years, unit, limits);
    const told = lines.map((line) => ({...line, lo: line.bands?.[0]?.lo, hi: line.bands?.[0]?.hi}));
    return {
      ...base,
      grid: {...base.grid, top: named.length > 1 ? Math.max(30, legend_height(named.map((line) => line.name), context.width)) : 30},
      legend: legend(context, named),
      tooltip: tooltip(context, unit, told),
      series: [...lines.map((line) => line_series(line, scale)), ...stretch, ...shade(context, years),
               ...bands.map((band) => area(scaled(band.hi), scaled(band.lo), {fill: band.colour, opacity: band.opacity}))],
    };
  };
}

/** Dots [{value, size}] in a row by world, with a line at zero; `text(point)` for the tooltip. */
export function dots_option(points, unit, text, band) {
  return (context) => {
    const {colours} = context;
    const {scale} = shown(unit);
    const base = axes(context, [], unit);
    return {
      ...base,
      xAxis: {type: 'value', min: -1, max: Math.max(10, points.length), axisTick: {show: false}, splitLine: {show: false},
              axisLabel: {show: false}, axisLine: {show: true, lineStyle: {color: colours.muted}}},
      tooltip: {trigger: 'item', confine: true, backgroundColor: colours.surface, borderColor: colours.rule,
                textStyle: {color: colours.ink, fontSize: 12, fontFamily: font},
                formatter: ({dataIndex}) => escaped(text(points[dataIndex])).replaceAll('\n', '<br>')},
      series: [{
        type: 'scatter', symbolSize: 9, cursor: 'pointer', data: points.map((point, at) => [at, point.value / scale]),
        itemStyle: {color: ({dataIndex}) => (points[dataIndex].open ? colours.short : colours.earned), opacity: 0.8},
        markLine: {symbol: 'none', silent: true, label: {show: false}, lineStyle: {color: colours.muted, type: 'solid'}, data: [{yAxis: 0}]},
      }, ...(band ? [{type: 'custom', silent: true, data: [0], encode: {x: -1, y: -1}, z: 1, clip: true, renderItem: (params, api) => {
        const {x, width} = params.coordSys;
        const top = api.coord([0, band[1] / scale])[1], bottom = api.coord([0, band[0] / scale])[1];
        return {type: 'rect', shape: {x, y: top, width, height: Math.max(1, bottom - top)}, style: {fill: colours.earned, opacity: 0.16}};
      }}] : [])],
    };
  };
}

/** groups: [{name, parts: [{name, value, colour}]}] as bars that fill up to one. */
export function shares_option(groups) {
  return ({colours}) => ({
    grid: {left: 8, right: 14, top: 34, bottom: 4, containLabel: true},
    legend: {...legend({colours}, groups[0].parts), show: true, left: 0, right: undefined},
    tooltip: {trigger: 'item', confine: true, backgroundColor: colours.surface, borderColor: colours.rule, textStyle: {color: colours.ink, fontSize: 12},
              formatter: ({seriesName, name, value}) => `${escaped(name)}<br>${escaped(seriesName)}: <b>${escaped(shown('1').text(value))}</b>`},
    xAxis: {type: 'value', min: 0, max: 100, axisLabel: {color: colours.muted, fontSize: 11, formatter: '{value}%'}, splitLine: {lineStyle: {color: colours.rule}}},
    yAxis: {type: 'category', data: groups.map((group) => group.name), axisTick: {show: false}, axisLine: {show: false}, axisLabel: {color: colours.ink}},
    series: groups[0].parts.map((part, at) => ({
      type: 'bar', stack: 'all', name: part.name, barMaxWidth: 34, itemStyle: {color: part.colour, borderColor: colours.surface, borderWidth: 1},
      data: groups.map((group) => defined(100 * group.parts[at].value) ?? 0),
    })),
  });
}
