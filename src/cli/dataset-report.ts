/** What `spectralift dataset` prints: what is known of a data set, and what a check of one found. */
import { type DatasetReport, type Finding, isSound, type Tally } from '../datasets/check/report.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { countOf, tellNames } from '../datasets/found.ts';
import { IGNORED } from '../datasets/label-map.ts';
import { formatPairs, formatShare, formatWavelengths, sixDigits } from './output.ts';

/** Most findings of a kind, and most things that are missing, that are told; all of them are in the JSON. */
const TOLD = 8;

/** What is known of a data set, for JSON. */
export function datasetFacts(dataset: Dataset): object {
  const { name, title, kind, citation, terms, homePage, layout, sources, groupRule } = dataset;
  const published = dataset.published.map(({ title: part, count, split }) => ({ title: part, count, split }));
  const splits = dataset.splits.map(({ name: split, about, leaks }) => ({ name: split, about, leaks }));
  return { name, title, kind, citation, terms, homePage, layout, published, splits, groupRule, sources };
}

/** What is known of a data set, for people. */
export function describeDataset(dataset: Dataset): string {
  const { title, citation, terms, homePage, layout, published, splits, groupRule, sources } = dataset;
  const lines = (name: string, texts: readonly string[]): [string, string][] =>
    texts.map((text, index) => [index === 0 ? name : '', text]);
  const pairs: [string, string][] = [
    ['title', title],
    ['cite', citation],
    ['terms', terms],
    ['page', homePage],
    ...lines('layout', layout),
    ...lines(
      'holds',
      published.map((part) => `${part.count} ${part.title}`),
    ),
    ['each', describeSample(dataset)],
    ['groups', groupRule],
    ...splits.map(({ name, about, leaks }): [string, string] => [
      'split',
      `${name}: ${about}${leaks === undefined ? '' : `; LEAKS: ${leaks}`}`,
    ]),
    ['facts', sources],
  ];
  return formatPairs(pairs);
}

/** What a sample is, in a line. */
function describeSample(dataset: Dataset): string {
  switch (dataset.kind) {
    case 'cubes': {
      const { width, height, wavelengths } = dataset.expected;
      return `a cube of ${width} x ${height} pixels, ${wavelengths.length} bands, ${formatWavelengths(wavelengths)}`;
    }
    case 'labelled-photos': {
      const { classes, publishedIgnore } = dataset;
      return `a photo with ${classes.length} classes (${classes.join(', ')}); pixels that do not count are ${publishedIgnore} in the set, ${IGNORED} here`;
    }
    case 'sequences':
      return dataset.mosaic === undefined
        ? 'a video of photos with a box a frame'
        : `a video of mosaics of ${dataset.mosaic.pattern} x ${dataset.mosaic.pattern} bands with a box a frame`;
  }
}

/** What a check found, for people: at most some lines of each kind. */
export function formatReport(report: DatasetReport): string {
  const { title, folder, quick, samples, groups, parts, sizes, wavelengths, range, missing, findings } =
    report;
  const pairs: [string, string][] = [
    ['data set', `${title}, in ${folder}`],
    ['checked', quick ? 'names and headers only' : 'everything'],
    ['there', `${countOf(samples, 'sample')} in ${countOf(groups, 'group')}`],
    ...parts.map((part): [string, string] => ['', `${part.count} of ${part.published} ${part.title}`]),
  ];
  if (sizes.length > 0) pairs.push(['sizes', tellTallies(sizes)]);
  if (wavelengths.length > 0) pairs.push(['bands', tellTallies(wavelengths)]);
  if (range !== undefined) pairs.push(['values', `${sixDigits(range.minimum)}..${sixDigits(range.maximum)}`]);
  const classes = report.classes.filter(({ share }) => share > 0);
  if (classes.length > 0) {
    pairs.push(['classes', classes.map(({ name, share }) => `${name} ${formatShare(share)}`).join(', ')]);
  }
  for (const note of report.notes) pairs.push(['note', note]);
  const lines = [formatPairs(pairs)];
  if (missing.length > 0) {
    lines.push('', `missing (${missing.length})`, ...atMost(missing).map((text) => `  ${text}`));
  }
  for (const [weight, heading] of [
    ['wrong', 'looks wrong'],
    ['remark', 'to know'],
  ] as const) {
    const some = findings.filter((finding) => finding.weight === weight);
    if (some.length > 0) lines.push('', `${heading} (${some.length})`, ...formatFindings(some));
  }
  lines.push('', tellVerdict(report));
  return lines.join('\n');
}

function tellVerdict(report: DatasetReport): string {
  if (isSound(report)) return 'all there and sound';
  const wrong = report.findings.some(({ weight }) => weight === 'wrong');
  return [...(report.missing.length > 0 ? ['not all there'] : []), ...(wrong ? ['not all sound'] : [])].join(
    ', ',
  );
}

/** `15 of 352 x 352 x 31, 5 of 512 x 512 x 31`. */
function tellTallies(tallies: readonly Tally[]): string {
  const told = tallies.slice(0, TOLD).map(({ what, count }) => `${count} of ${what}`);
  const more = tallies.length - told.length;
  return more > 0 ? `${told.join(', ')} and ${more} others` : told.join(', ');
}

/** Findings by kind; samples that share a sentence share a line. */
function formatFindings(findings: readonly Finding[]): string[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const some = findings.filter((finding) => finding.kind === kind);
    const byMessage = new Map<string, string[]>();
    for (const { sample, message } of some) {
      const samples = byMessage.get(message);
      if (samples === undefined) byMessage.set(message, [sample]);
      else samples.push(sample);
    }
    const told = [...byMessage].map(([message, samples]) => `${tellNames(samples)}: ${message}`);
    return [`  ${kind}: ${some.length}`, ...atMost(told).map((line) => `    ${line}`)];
  });
}

/** The first lines of many, and how many more there are. */
function atMost(lines: readonly string[]): readonly string[] {
  const more = lines.length - TOLD;
  return more > 0 ? [...lines.slice(0, TOLD), `and ${more} more (see --json)`] : lines;
}
