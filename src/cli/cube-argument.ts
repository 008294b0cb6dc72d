/** A cube as the commands take it: the argument, and the options for what a file leaves open. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CubeSource } from '../cube/cube-source.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../cube/files/read-limits.ts';
import { CUBE_FORMATS } from '../cube/formats/index.ts';
import type { ReadCubeOptions } from '../cube/formats/cube-format.ts';
import { AXIS_ORDERS, type AxisOrder } from '../cube/formats/raw/raw-layout.ts';
import { openCube } from '../cube/node/open-cube.ts';

/** Options of a command that reads a cube. */
export interface CubeOptions {
  readonly variable?: string;
  readonly axes?: AxisOrder;
  readonly wavelengths?: readonly number[];
  readonly limit?: Partial<ReadLimits>;
}

/** Adds the argument and its options to a command. */
export function withCubeArgument(command: Command): Command {
  return command
    .argument('<cube>', `a cube: ${formatList()}`)
    .addOption(variableOption())
    .addOption(axesOption())
    .addOption(wavelengthsOption())
    .addOption(limitOption());
}

/** `ENVI (.hdr), NumPy (.npy), PNG bands (a folder)`. */
export function formatList(): string {
  return CUBE_FORMATS.map(({ title, endings }) => `${title} (${endings[0] ?? 'a folder'})`).join(', ');
}

export function variableOption(): Option {
  return new Option('--variable <name>', 'array that holds the cube, in a file that has several');
}

export function axesOption(): Option {
  return new Option(
    '--axes <order>',
    'axes of the array where its shape does not prove them, such as band,row,column',
  ).argParser((text): AxisOrder => {
    const found = AXIS_ORDERS.find((axes) => axes.join(',') === text.replace(/\s/g, '').toLowerCase());
    if (found !== undefined) return found;
    throw new InvalidArgumentError('expected band, row and column in some order, with commas between them.');
  });
}

export function wavelengthsOption(): Option {
  return new Option(
    '--wavelengths <nm>',
    'band centres of the file, such as 400,410,420 or 400..700:10',
  ).argParser(parseWavelengths);
}

export function limitOption(): Option {
  const names = Object.keys(DEFAULT_LIMITS).join(', ');
  return new Option(
    '--limit <name=value>',
    `how much a file may ask of the machine (${names}; see SECURITY.md); may be repeated`,
  ).argParser((text: string, before: Partial<ReadLimits> = {}): Partial<ReadLimits> => {
    const [name, value] = text.split('=');
    if (Object.hasOwn(DEFAULT_LIMITS, name) && /^[1-9]\d{0,15}$/.test(value ?? '')) {
      return { ...before, [name]: Number(value) };
    }
    throw new InvalidArgumentError(`expected one of ${names} and a whole number, such as bands=10000.`);
  });
}

/** Most bands that a range may stand for. */
const MOST_BANDS = 4096;

function parseWavelengths(text: string): number[] {
  const range = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text.trim());
  const values =
    range === null
      ? text.split(',').map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)))
      : steps(range);
  if (values.length > 0 && values.every((value) => Number.isFinite(value) && value > 0)) return values;
  throw new InvalidArgumentError('expected wavelengths in nanometres: 400,410,420 or 400..700:10.');
}

function steps(range: RegExpExecArray): number[] {
  const [first, last, step] = range.slice(1).map(Number);
  const count = Math.floor((last - first) / step + 1e-9) + 1;
  if (!(count >= 1 && count <= MOST_BANDS)) return [];
  return Array.from({ length: count }, (_, band) => Number((first + band * step).toPrecision(12)));
}

/** Opens the cube that a command was given. */
export function openCubeArgument(path: string, options: CubeOptions): Promise<CubeSource> {
  return openCube(path, readOptions(options));
}

/** What the options say of how a cube is read. */
export function readOptions({ variable, axes, wavelengths, limit }: CubeOptions): ReadCubeOptions {
  return {
    ...(variable === undefined ? {} : { variable }),
    ...(axes === undefined ? {} : { axes }),
    ...(wavelengths === undefined ? {} : { wavelengths }),
    ...(limit === undefined ? {} : { limits: limit }),
  };
}
