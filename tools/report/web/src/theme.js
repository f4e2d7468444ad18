// Colours: Okabe and Ito's palette, which colour-blind readers can tell apart, in a light and a dark
// version. A role or a mode has one colour in every chart.
const light = {
  dark: false,
  ink: '#16191d',
  muted: '#5b636e',
  rule: '#dfe2e6',
  surface: '#ffffff',
  short: '#c8401a',
  earned: '#0068a8',
  over: '#5f8f3e',
  roles: {
    enterprise: '#0072b2',
    app: '#b8548f',
    lab: '#008a63',
    open_lab: '#6fbf9f',
    builder: '#d55e00',
    vendor: '#d08f00',
    utility: '#7d6b00',
    lender: '#3b93c9',
    investor: '#6f6a8f',
    rest: '#8a9099',
  },
  series: ['#0072b2', '#d55e00', '#008a63', '#b8548f', '#d08f00', '#3b93c9', '#6f6a8f'],
  ramp: ['#440154', '#3f4b8a', '#26828e', '#3fae70', '#b9b51c', '#e8a400'],
  heat: ['#fdf6ec', '#fbd39b', '#f19a4b', '#d55e00', '#7f2b00'],
  heat_text: '#16191d',
  heat_text_high: '#ffffff',
};

const dark = {
  dark: true,
  ink: '#e9ebee',
  muted: '#a3abb5',
  rule: '#343a42',
  surface: '#191d22',
  short: '#ff7a4d',
  earned: '#5bb3ee',
  over: '#9ccb72',
  roles: {
    enterprise: '#4ea6e6',
    app: '#e493c3',
    lab: '#2fc79b',
    open_lab: '#9be0c8',
    builder: '#ff8b45',
    vendor: '#f3b73a',
    utility: '#cdbb45',
    lender: '#93d1f4',
    investor: '#b3adde',
    rest: '#9aa1aa',
  },
  series: ['#4ea6e6', '#ff8b45', '#2fc79b', '#e493c3', '#f3b73a', '#93d1f4', '#b3adde'],
  ramp: ['#a06cd5', '#7f8fe0', '#3fa9c4', '#3fc98a', '#c9d44a', '#fde047'],
  heat: ['#23282e', '#573018', '#9c4a12', '#e8771f', '#ffc38a'],
  heat_text: '#e9ebee',
  heat_text_high: '#16191d',
};

const sector_roles = {
  enterprises: 'enterprise',
  apps: 'app',
  labs: 'lab',
  open_labs: 'open_lab',
  builders: 'builder',
  vendors: 'vendor',
  utilities: 'utility',
  lenders: 'lender',
  investors: 'investor',
};

export const modes = [
  {key: 'share_jobs_api', mode: 'api', label: 'API of a frontier lab', role: 'lab'},
  {key: 'share_jobs_app', mode: 'app', label: 'inside an application', role: 'app'},
  {
    key: 'share_jobs_hosted_open',
    mode: 'hosted_open',
    label: 'open model, hosted',
    role: 'builder'
  },
  {
    key: 'share_jobs_self_hosted',
    mode: 'self_hosted',
    label: 'open model, own machines',
    role: 'enterprise'
  },
];

let forced = null;

export function force_theme(name) {
  forced = name;
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}

export const is_dark = () =>
  forced ? forced === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;

export const theme = () => (is_dark() ? dark : light);

/** The colour of a role or of a sector of the flow matrix. */
export function role_colour(name) {
  const {roles} = theme();
  return roles[name] ?? roles[sector_roles[name]] ?? roles.rest;
}

/** A scenario has one colour in every chart of the page, whichever is looked at. */
const scenario_places = new Map();
export function scenario_colour(name) {
  if (!scenario_places.has(name)) scenario_places.set(name, scenario_places.size);
  const {series, ink} = theme(), place = scenario_places.get(name);
  // Beyond the palette the same hues come again, mixed with the colour of the text.
  return place < series.length ? series[place] : ramp_colour(Math.min(0.75, 0.3 * Math.floor(place / series.length)), [series[place % series.length], ink]);
}

/** Colour at `share` from 0 to 1 of a ramp. */
export function ramp_colour(share, ramp = theme().ramp) {
  const place = Math.min(Math.max(share, 0), 1) * (ramp.length - 1);
  const from = Math.floor(place), part = place - from;
  const channel = (hex, at) => parseInt(hex.slice(1 + 2 * at, 3 + 2 * at), 16);
  const to = ramp[Math.min(from + 1, ramp.length - 1)];
  return `rgb(${[0, 1, 2].map((at) =>
    Math.round(channel(ramp[from], at) * (1 - part) + channel(to, at) * part)).join(',')})`;
}
