/** `spectralift convert`: a cube, or a part of one, from any format into another. */
import { type Command, Option } from 'commander';
import { copyRows, partOf } from '../cube/copy-cube.ts';
import type { CubeFormatName } from '../cube/formats/cube-format.ts';
import { formatNames } from '../cube/formats/open-cube.ts';
import type { Interleave } from '../cube/formats/raw/raw-layout.ts';
import { SAMPLE_BYTES, type SampleType } from '../cube/formats/raw/sample-type.ts';
import { createCubeSink } from '../cube/node/open-cube.ts';
import { type CubeOptions, openCubeArgument, withCubeArgument } from './cube-argument.ts';
import { interruptSignal, jsonOption, listOption, overwriteOption, positiveOption } from './options.ts';
import { formatWavelengths, print, printJson, say, sayNotes } from './output.ts';
import { rowProgress } from './progress.ts';

interface ConvertOptions extends CubeOptions {
  readonly format?: CubeFormatName;
  readonly dataType?: SampleType;
  readonly scaleFactor?: number;
  readonly interleave?: Interleave;
  readonly byteOrder?: 'little' | 'big';
  readonly compress?: true;
  readonly as?: string;
  readonly crop?: readonly number[];
  readonly range?: readonly number[];
  readonly overwrite: boolean;
  readonly json: boolean;
}

const HELP = `
The ending of the output names its format; without one it is ENVI. Samples keep their values: a type
of whole numbers stores sample x scale factor and says so in the file. What a type cannot hold is
clamped, counted and told.`;

export function registerConvert(command: Command): void {
  withCubeArgument(command)
    .argument('<output>', 'cube to write; a folder for PNG bands')
    .addOption(
      new Option('--format <format>', 'format of the output; default by its ending').choices(
        formatNames({ writable: true }),
      ),
    )
    .addOption(
      new Option('--data-type <type>', 'samples as they are stored; float32 unless given').choices(
        Object.keys(SAMPLE_BYTES),
      ),
    )
    .option(
      '--scale-factor <number>',
      'stored number for a sample of 1; 10000 for whole numbers unless given',
      positiveOption,
    )
    .addOption(
      new Option('--interleave <order>', 'ENVI: bands, lines or pixels outermost').choices([
        'bsq',
        'bil',
        'bip',
      ]),
    )
    .addOption(new Option('--byte-order <order>', 'which byte is first').choices(['little', 'big']))
    .option('--compress', 'pack the samples without loss, where the format can')
    .option('--as <name>', 'name of the array in the output, where the format has names')
    .option(
      '--crop <x,y,w,h>',
      'only this rectangle: its top left pixel, width and height',
      listOption('X,Y,W,H', { count: 4, least: 0, whole: true }),
    )
    .option(
      '--range <from,to>',
      'only bands with centres from .. to nanometres',
      listOption('FROM,TO', { count: 2, least: 0, whole: false }),
    )
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runConvert);
}

async function runConvert(path: string, output: string, options: ConvertOptions): Promise<void> {
  const { format, dataType, scaleFactor, interleave, byteOrder, compress, as, crop, range, overwrite, json } =
    options;
  const signal = interruptSignal();
  const whole = await openCubeArgument(path, options);
  try {
    const source = partOf(whole, {
      ...(crop === undefined ? {} : { window: { x: crop[0], y: crop[1], width: crop[2], height: crop[3] } }),
      ...(range === undefined ? {} : { range: [range[0], range[1]] }),
    });
    sayNotes(source.notes);
    const sink = await createCubeSink(output, source, {
      overwrite,
      ...(format === undefined ? {} : { format }),
      ...(dataType === undefined ? {} : { dataType }),
      ...(scaleFactor === undefined ? {} : { scaleFactor }),
      ...(interleave === undefined ? {} : { interleave }),
      ...(byteOrder === undefined ? {} : { byteOrder }),
      ...(compress === undefined ? {} : { compress }),
      ...(as === undefined ? {} : { variable: as }),
    });
    const progress = rowProgress(!json);
    try {
      await copyRows(source, sink, { signal, onRows: progress.update });
      progress.done();
      const paths = await sink.finish();
      const { bands, height, width, wavelengths } = source;
      const notes = [...source.notes, ...sink.notes];
      if (json) printJson({ outputs: paths, bands, height, width, wavelengths, notes });
      else print(paths.join('\n'));
      sayNotes(sink.notes);
      say(`${width} x ${height} pixels, ${bands} bands, ${formatWavelengths(wavelengths)}`);
    } finally {
      await sink.abort();
    }
  } finally {
    await whole.close();
  }
}
