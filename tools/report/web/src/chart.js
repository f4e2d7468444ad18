// A figure: a title that states what was found, what is drawn in which unit, the chart, and the same
// numbers as a table. Charts are drawn when they come near the window, again when the colours or the
// width change, and all of them before printing. The only source that knows the chart library.
import * as echarts from 'echarts/core';
import {BarChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart} from 'echarts/charts';
import {AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent,
        TooltipComponent, VisualMapComponent} from 'echarts/components';
import {LabelLayout} from 'echarts/features';
import {SVGRenderer} from 'echarts/renderers';
import {element, fresh_id, texts} from './dom.js';
import {capital} from './format.js';
import {explain} from './glossary.js';
import {translate_element, translated} from './names.js';
import {theme} from './theme.js';

echarts.use([BarChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart,
             AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent,
             MarkPointComponent, TooltipComponent, VisualMapComponent, LabelLayout, SVGRenderer]);

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const narrow_below = 560;
/** Charts are drawn this wide for paper and scaled to it: A4 and Letter hold it upright. */
const paper_width = 640;
const all = new Set();
let on_paper = false;

/** Runs that name things otherwise set this while their sections are made. */
let speaking = null;
export function speak(translate, make) {
  speaking = translate;
  try { return make(); } finally { speaking = null; }
}

/**
 * Tooltips are elements made of texts, never markup: whatever a configuration calls something is
 * shown letter by letter. All tooltips of all charts pass through here.
 */
function safe_tooltip(tooltip, translate) {
  return {...tooltip, formatter: (...given) => {
    const made = tooltip.formatter(...given);
    const box = made instanceof Node ? made : texts(made ?? '');
    if (translate) translate_element(box, translate);
    return box;
  }};
}

/** Without a text of its own a chart says the name of what is pointed at. */
const plain_tooltip = (given) => (Array.isArray(given) ? given[0]?.name : given.name) ?? '';

/** What every chart has in common; a spec's option is laid over it. */
function base_option(description, context) {
  const {colours} = context;
  return {
    animation: false,
    aria: {enabled: true, label: {enabled: true, description}},
    textStyle: {fontFamily: font, color: colours.ink, fontSize: 12},
    tooltip: {
      backgroundColor: colours.surface, borderColor: colours.rule, confine: true, formatter: plain_tooltip,
      textStyle: {color: colours.ink, fontSize: 12, fontFamily: font},
      extraCssText: 'max-width: 22rem; white-space: normal',
    },
  };
}

class Chart {
  constructor(spec, plot) {
    this.spec = spec;
    this.plot = plot;
    this.translate = speaking;
    this.near = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) this.draw();
    }, {rootMargin: '400px'});
    this.wait();
    all.add(this);
  }

  /** What an option is made for; `say` turns a text into what will be read, which may be longer. */
  context(width) { return {colours: theme(), width, narrow: width < narrow_below, paper: on_paper, say: this.translate ?? ((text) => text)}; }

  height(context) { return typeof this.spec.height === 'function' ? this.spec.height(context) : this.spec.height ?? 320; }

  /** Keeps the room that the chart will take, so that nothing moves when it is drawn. */
  reserve(width) { if (width) this.plot.style.height = `${this.height(this.context(width))}px`; }

  draw(width = this.plot.clientWidth) {
    this.near.disconnect();
    if (!width) return;
    const context = this.context(width), height = this.height(context);
    this.plot.style.height = `${height}px`;
    if (!this.instance) {
      this.instance = echarts.init(this.plot, null, {renderer: 'svg', width, height});
      this.plot.setAttribute('role', 'img');
      this.watch = new ResizeObserver(() => {
        if (!on_paper && Math.abs(this.plot.clientWidth - this.width) > 1) this.draw();
      });
      this.watch.observe(this.plot);
    } else {
      this.instance.resize({width, height});
    }
    this.width = width;
    const description = context.say(typeof this.spec.describe === 'function' ? this.spec.describe() : this.spec.describe);
    const made = this.spec.option(context);
    const option = this.translate ? translated(made, this.translate) : made;
    const base = base_option(description, context);
    const tooltip = safe_tooltip({...base.tooltip, ...option.tooltip}, this.translate);
    this.instance.setOption({...base, ...option, tooltip}, {notMerge: true});
    this.plot.setAttribute('aria-label', description);
    // On paper the picture is scaled to the page (style.css).
    this.plot.querySelector('svg')?.setAttribute('viewBox', `0 0 ${width} ${height}`);
  }

  wait() { this.near.observe(this.plot); }

  /** Again, at once or when it is next seen. */
  redraw() {
    this.near.disconnect();
    this.wait();
  }

  /** Left and right walk along the points, Escape leaves. */
  key(event) {
    if (!this.instance) return;
    const step = {ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity}[event.key];
    if (event.key === 'Escape') this.instance.dispatchAction({type: 'hideTip'});
    if (step === undefined) return;
    event.preventDefault();
    const model = this.instance.getModel().getSeriesByIndex(this.spec.walk ?? 0);
    const data = model?.getData();
    const count = data?.count() ?? 0;
    // Where runs are set side by side, a series may have no value at a point: walk over it.
    const way = Math.abs(step) === 1 ? Math.sign(step) : -Math.sign(step);
    let at = Math.min(Math.max((this.at ?? (step > 0 ? -1 : count)) + step, 0), count - 1);
    while (at >= 0 && at < count && !data.hasValue(at)) at += way;
    if (at < 0 || at >= count) return;
    this.at = at;
    this.instance.dispatchAction({type: 'showTip', seriesIndex: this.spec.walk ?? 0, dataIndex: this.at});
  }

  /** Shapes drawn for data, axes and labels apart; what the browser test asks for. */
  shapes() {
    const found = [];
    this.instance?.getModel().eachSeries((series) => {
      if (series.name === '\u0000extrapolation') return;
      this.instance.getViewOfSeriesModel(series).group.traverse((shape) => {
        if (!shape.isGroup && shape.type !== 'text' && shape.type !== 'tspan') found.push(shape);
      });
    });
    return found;
  }

  /** Points the mouse at the middle of every mark, one after the other, and calls back. */
  point_at_marks(each) {
    const {handler} = this.instance.getZr();
    for (const shape of this.shapes()) {
      const box = shape.getBoundingRect().clone();
      box.applyTransform(shape.getComputedTransform());
      const event = {zrX: box.x + box.width / 2, zrY: box.y + box.height / 2};
      handler.dispatch('mousemove', {...event, type: 'mousemove', stop: () => {}});
      each();
    }
  }

  /** {name: colour} of the series of a chart. */
  series_colours() {
    const found = {};
    this.instance?.getModel().eachSeries((series) => { found[series.name] = series.getData().getVisual('style')?.fill ?? series.getData().getVisual('style')?.stroke; });
    return found;
  }
}

/** Room for every chart: all widths are read before the first height is written. */
export function reserve_all() {
  const widths = [...all].map((chart) => [chart, chart.plot.clientWidth]);
  for (const [chart, width] of widths) chart.reserve(width);
}

export const redraw_all = () => { on_paper = false; all.forEach((chart) => chart.redraw()); };
export const draw_all = () => all.forEach((chart) => chart.draw());
export const draw_for_paper = () => { on_paper = true; all.forEach((chart) => chart.draw(paper_width)); };
export const charts = () => [...all].map((chart) => ({
  id: chart.plot.id, drawn: Boolean(chart.instance), marks: chart.shapes().length, colours: chart.series_colours(),
}));
export const point_at_marks = (id, each) => [...all].find((chart) => chart.plot.id === id).point_at_marks(each);

/**
 * spec: title, note (what and in which unit), describe (text for those who do not see it),
 * option(context), height, table() -> element, controls (elements between note and plot), wide,
 * walk (series the arrow keys follow).
 */
export function figure(spec) {
  const id = fresh_id('chart');
  const plot = element('div.plot', {id, tabindex: 0, onkeydown: (event) => chart.key(event)});
  const translate = speaking;
  const title = element('h4', {}, capital(spec.title));
  const table = () => {
    const made = spec.table();
    if (translate) translate_element(made, translate);
    return explain(made, translate);
  };
  const parts = [title, element('p.note', {}, spec.note), ...(spec.controls ?? []), plot];
  if (spec.table) {
    const details = element('details.data', {
      ontoggle: () => { if (details.open && details.children.length === 1) details.append(table()); },
    }, element('summary', {}, 'The numbers'));
    details.refresh = () => {
      while (details.children.length > 1) details.lastChild.remove();
      if (details.open) details.append(table());
    };
    parts.push(details);
  }
  const made = element(spec.wide ? 'figure.wide' : 'figure', {}, ...parts);
  const chart = new Chart({describe: spec.title, ...spec}, plot);
  made.change = (text) => {
    if (text) {
      title.textContent = capital(translate ? translate(text) : text);
      explain(title, translate);
    }
    chart.draw();
    made.querySelector('details.data')?.refresh();
  };
  return made;
}

/** A small line as an SVG element; `mark` is the position of a point to stress. */
export function sparkline(values, colour, mark = -1) {
  const made = element('span.spark', {'aria-hidden': 'true'});
  const chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: 90, height: 22});
  chart.setOption({
    animation: false,
    grid: {left: 2, right: 4, top: 3, bottom: 3},
    xAxis: {type: 'category', show: false, boundaryGap: false},
    yAxis: {type: 'value', show: false, scale: true},
    series: [{
      type: 'line', data: values, symbol: 'circle', showSymbol: true, showAllSymbol: true,
      symbolSize: (value, {dataIndex}) => (dataIndex === mark ? 5 : 0),
      lineStyle: {width: 1.5, color: colour}, itemStyle: {color: theme().short},
    }],
  });
  made.innerHTML = chart.renderToSVGString();
  chart.dispose();
  return made;
}
