/**
 * Which files of a folder are the bands of a cube, and in which order: their names end in a number, which counts the
 * bands or is a wavelength.
 */
import { CubeError } from '../../spectral-cube.ts';

/** The bands of a folder in ascending order of their numbers. */
export interface BandNames {
  readonly names: readonly string[];
  /** What the names say, nanometres; undefined where their numbers only count. */
  readonly wavelengths: readonly number[] | undefined;
  readonly notes: readonly string[];
}

/** Shortest wavelength, nanometres, that a number without a unit is taken as. */
const SHORTEST_PLAIN = 300;

interface NumberedName {
  readonly name: string;
  /** What stands before the number. */
  readonly stem: string;
  readonly number: number;
  /** True where `nm` follows the number. */
  readonly unit: boolean;
}

/**
 * Orders the PNG files of a folder.
 *
 * Numbers with `nm` behind them are wavelengths. Numbers that count from 0 or 1 without a gap are bands. Others are
 * wavelengths if all are 300 or more, and a note says so.
 *
 * @returns undefined if no name ends in a number.
 * @throws CubeError if there are files of several cubes, a number twice or a gap.
 */
export function orderBandNames(files: readonly string[], folder: string): BandNames | undefined {
  const numbered = files.flatMap(numberedName).sort((a, b) => a.number - b.number);
  if (numbered.length === 0) return undefined;
  const stems = [...new Set(numbered.map(({ stem, unit }) => `${stem}...${unit ? 'nm' : ''}.png`))];
  if (stems.length > 1) {
    const shown = stems.slice(0, 4).join(', ');
    throw new CubeError(
      `expected the bands of one cube in ${folder}, found files of ${stems.length} names: ${shown}${stems.length > 4 ? ', ...' : ''}`,
      { hint: 'keep nothing but the bands of one cube in a folder' },
    );
  }
  const twice = numbered.findIndex(({ number }, at) => at > 0 && number === numbered[at - 1].number);
  if (twice > 0) {
    throw new CubeError(
      `expected each number once, found ${numbered[twice - 1].name} and ${numbered[twice].name} in ${folder}`,
    );
  }
  const names = numbered.map(({ name }) => name);
  const numbers = numbered.map(({ number }) => number);
  if (numbered[0].unit) return { names, wavelengths: numbers, notes: [] };
  const [first] = numbers;
  if (first <= 1 && numbers.every((number, at) => number === first + at)) {
    return { names, wavelengths: undefined, notes: [] };
  }
  if (first >= SHORTEST_PLAIN) {
    const notes = [`the numbers in the names of ${folder} were taken as wavelengths in nanometres`];
    return { names, wavelengths: numbers, notes };
  }
  const gap = numbers.findIndex((number, at) => number !== Math.min(first, 1) + at);
  throw new CubeError(
    `expected bands that are numbered from 0 or 1 without a gap, found ${names[gap]} as number ${gap + 1} in ${folder}`,
    { hint: 'check that no band is missing; wavelengths need nm behind them (scene_450nm.png)' },
  );
}

function numberedName(name: string): NumberedName[] {
  const match = /^(.*?)(\d+(?:\.\d+)?)[ _-]?(nm)?\.png$/i.exec(name);
  if (match === null) return [];
  const [, stem, digits, unit] = match;
  return [{ name, stem: stem.toLowerCase(), number: Number(digits), unit: unit !== undefined }];
}
