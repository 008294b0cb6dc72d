/** All lines of the plot but the one under the pointer: pins, regions, their truths, references, camera curves. */
import { computed, signal } from '@preact/signals';
import { kindOfCube, type ReferenceSpectrum, type SpectrumKind, spectralAngle } from '../engine/library.ts';
import { hasRow } from '../state/rows.ts';
import { labelIndex, lookOf } from '../state/places.ts';
import { figuresOf } from '../state/region-figures.ts';
import { valuesAt } from '../state/spectra.ts';
import { arrivals, cube, fittingTruth, pins, references, regions, response, scaled } from '../state/store.ts';
import { referenceList } from '../views/current-drawings.ts';

/** One line of the plot. */
export interface PlotLine {
  readonly id: string;
  /** Short mark on the line. */
  readonly mark: string;
  /** Full name, for tables and lists. */
  readonly name: string;
  readonly kind: SpectrumKind | 'camera';
  readonly values: ArrayLike<number>;
  readonly deviation?: ArrayLike<number>;
  readonly colour: string;
  readonly dash: string;
  /** Spectral angle to the truth, degrees. */
  readonly angle?: number;
  readonly pixels?: number;
}

/** Dots: no marked spectrum is drawn like this. */
export const TRUTH_DASH = '1 3';

/** Whether the camera's curves are drawn behind the spectra. */
export const cameraCurves = signal(false);

/** The spectral angle of an estimate to the truth, in degrees; undefined where one of them is zero. */
export function angleBetween(truth: ArrayLike<number>, estimate: ArrayLike<number>): number | undefined {
  try {
    const angle = spectralAngle({ truth, estimate, bands: truth.length });
    return Number.isFinite(angle) ? angle : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the samples of the cube are estimates, or what its file does not say. */
export const sampleKind = computed((): SpectrumKind => {
  const held = cube.value;
  if (response.value !== undefined) return 'estimated';
  return held === undefined ? 'unknown' : kindOfCube(held.metadata);
});

/** Kinds of lines as people read them. */
export const KIND_WORDS: Readonly<Record<PlotLine['kind'], string>> = {
  estimated: 'estimated',
  measured: 'measured',
  reference: 'reference',
  unknown: 'as in the file',
  camera: 'camera',
};

/** Lines of pins and regions, each followed by its truth. */
export const placeLines = computed((): readonly PlotLine[] => {
  const held = cube.value;
  arrivals.value;
  if (held === undefined) return [];
  const truth = fittingTruth.value;
  const lines: PlotLine[] = [];
  const add = (line: PlotLine, trueValues: ArrayLike<number> | undefined): void => {
    const angle = trueValues === undefined ? undefined : angleBetween(trueValues, line.values);
    lines.push(angle === undefined ? line : { ...line, angle });
    if (trueValues !== undefined) lines.push(truthOf(line, trueValues));
  };
  for (const { label, x, y } of pins.value) {
    if (!(x < held.width && y < held.height && hasRow(y))) continue;
    const look = lookOf(labelIndex(label));
    const values = valuesAt(held, x, y);
    const name = `Pin ${label} (${x}, ${y})`;
    const line: PlotLine = { id: label, mark: label, name, kind: sampleKind.value, values, ...look };
    add(line, truth === undefined ? undefined : valuesAt(truth, x, y));
  }
  for (const region of regions.value) {
    const figures = figuresOf(region);
    if (figures === undefined) continue;
    const { label, width, height } = region;
    const { mean: values, deviation, pixels, trueMean } = figures;
    const name = `Region ${label}, ${width} × ${height} pixels`;
    const look = lookOf(labelIndex(label));
    add(
      { id: label, mark: label, name, kind: sampleKind.value, values, deviation, pixels, ...look },
      trueMean,
    );
  }
  return lines;
});

function truthOf(line: PlotLine, values: ArrayLike<number>): PlotLine {
  return {
    id: `${line.id}-truth`,
    mark: `${line.mark}*`,
    name: `Truth at ${line.name}`,
    kind: 'measured',
    values,
    colour: line.colour,
    dash: TRUTH_DASH,
  };
}

/** References that were chosen; scaled, each to the energy of the first marked spectrum. */
export const referenceLines = computed((): readonly PlotLine[] => {
  const chosen = referenceList.value.filter(({ id }) => references.value.includes(id));
  const [model] = placeLines.value;
  return chosen.map((reference, index) => {
    const factor = factorOf(reference, model?.values);
    return {
      id: `reference-${reference.id}`,
      mark: `r${index + 1}`,
      name: factor === 1 ? reference.name : `${reference.name}, scaled`,
      kind: 'reference' as const,
      values: Float64Array.from(reference.values, (value) => factor * value),
      colour: 'var(--quiet)',
      dash: ['6 2', '3 2', '10 3', '2 2'][index % 4],
    };
  });
});

/** Lights have no scale of their own: they are always scaled, if only to a largest value of 1. */
function factorOf({ values, quantity }: ReferenceSpectrum, model: ArrayLike<number> | undefined): number {
  const light = quantity === 'relative power';
  if (model !== undefined && (light || scaled.value)) return bestFactor(values, model);
  return light ? 1 / values.reduce((most, value) => Math.max(most, value), 1e-9) : 1;
}

/** The factor on one spectrum that brings it nearest to another. */
export function bestFactor(values: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let products = 0;
  let squares = 0;
  for (let band = 0; band < values.length; band++) {
    products += values[band] * wanted[band];
    squares += values[band] ** 2;
  }
  return squares > 0 && products > 0 ? products / squares : 1;
}

/** The camera's curves as lines, largest value 1. */
export const cameraLines = computed((): readonly PlotLine[] => {
  const facts = response.value;
  if (facts === undefined || !cameraCurves.value) return [];
  const bands = facts.wavelengths.length;
  const largest = facts.matrix.reduce((most, value) => Math.max(most, value), 0) || 1;
  return (['red', 'green', 'blue'] as const).map((name, channel) => ({
    id: `camera-${name}`,
    mark: name,
    name: `Camera, ${name}`,
    kind: 'camera' as const,
    values: facts.matrix.slice(channel * bands, (channel + 1) * bands).map((value) => value / largest),
    colour: `var(--camera-${name})`,
    dash: ['8 3', '', '3 3'][channel],
  }));
});

export const allLines = computed(() => [...placeLines.value, ...referenceLines.value]);
