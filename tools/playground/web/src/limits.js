// What somebody should know before believing a figure.
export const limits = [
  'It tells what follows from stated assumptions. It does not forecast any firm, price or year.',
  'Many numbers are guesses: “about” below each slider says where its value comes from and how far to trust it (A filed to D guess).',
  'More worlds narrow the interval of the mean. They do not make the model more right: its structure is the same in all of them.',
  'A slider fixes one number; what it would change along with it in reality stays as it was.',
  'Only one industry is simulated. Wages, taxes on gains, wars, elections and the rest of the economy are outside; lenders and investors have limits but cannot fail.',
  'Few enterprises stand for many here. Shares by mode and single events vary more than in a run with all of them.',
  'Held against the record of 1996 to 2010 and of 2022 to 2025, the worlds meet some targets and miss others: run “overbuild hindcast telecom-1996” or “ai-2022” to see every target, misses included.',
];
