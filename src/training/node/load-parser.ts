/** Loads a scene parser: the shipped one, a weight file of ours, or an ONNX network of others. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HighResolutionOptions } from '../../networks/high-resolution-network.ts';
import { checkWeights } from '../../networks/parameters.ts';
import { readSafetensors, type SafetensorsFile } from '../../networks/safetensors.ts';
import { fieldsOf } from '../json-fields.ts';
import { ParserError, type ParserModel, parserParameters } from '../unsupervised/scene-parser.ts';

/** A parser and, where its file says them, the names of its classes. */
export interface LoadedParser {
  readonly model: ParserModel;
  readonly classes: readonly string[] | undefined;
}

/** Name of the parser that is shipped. */
export const SHIPPED_PARSER = 'scene-parser';

const MODELS = new URL('../../../models/', import.meta.url);

/**
 * Loads a parser by a path (`.safetensors`, `.onnx`), or the shipped one by its name.
 *
 * @throws ParserError if the file cannot be read or is none of ours. @throws NetworkError if its weights do not fit.
 */
export async function loadParser(nameOrPath: string): Promise<LoadedParser> {
  const shipped = nameOrPath === SHIPPED_PARSER;
  const path = shipped ? fileURLToPath(new URL(`${SHIPPED_PARSER}.safetensors`, MODELS)) : nameOrPath;
  const bytes: Uint8Array = await readFile(path).catch((cause: unknown) => {
    throw new ParserError(`expected a parser at ${path}, found nothing that can be read`, {
      hint: 'give a .safetensors file that `train scene-parser` left, an .onnx file, or none',
      cause,
    });
  });
  if (extname(path).toLowerCase() === '.onnx')
    return { model: { kind: 'onnx', bytes, name: path }, classes: undefined };
  return readParserModel(readSafetensors(bytes), path);
}

/** A parser from a weight file of ours. @throws ParserError or NetworkError if it is none. */
export function readParserModel(
  { tensors, metadata }: SafetensorsFile,
  path: string,
): { readonly model: Extract<ParserModel, { kind: 'embedded' }>; readonly classes: readonly string[] } {
  const { options, classes } = readLayout(metadata, path);
  const weights = new Map([...tensors].map(([name, { data }]) => [name, data]));
  checkWeights(parserParameters(options), weights, path);
  return { model: { kind: 'embedded', weights, options }, classes };
}

/** Most channels and classes of a layer, modules and blocks of a branch, stages: W48 has 384, 4 and 3. */
const MOST_CHANNELS = 4096;
const MOST_REPEATED = 16;
const MOST_STAGES = 4;

function readLayout(
  metadata: Readonly<Record<string, string>>,
  path: string,
): { readonly options: HighResolutionOptions; readonly classes: readonly string[] } {
  try {
    const options: unknown = JSON.parse(metadata['layout'] ?? '');
    const classes: unknown = JSON.parse(metadata['classes'] ?? '');
    if (isLayout(options) && isNames(classes) && classes.length === options.classes)
      return { options, classes };
  } catch {
    // falls through to the error
  }
  throw new ParserError(
    `expected the layout and the classes of a scene parser in the metadata of ${path}, found none`,
    {
      hint: 'give a weight file that `train scene-parser` left',
    },
  );
}

const isCount = (value: unknown, most = MOST_CHANNELS): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

function isLayout(value: unknown): value is HighResolutionOptions {
  const { classes, stem, bottlenecks, stages } = fieldsOf(value);
  const { blocks, width } = fieldsOf(bottlenecks);
  return (
    isCount(classes) &&
    isCount(stem) &&
    isCount(blocks, MOST_REPEATED) &&
    isCount(width) &&
    Array.isArray(stages) &&
    isCount(stages.length, MOST_STAGES) &&
    stages.every(isStage)
  );
}

function isStage(value: unknown, index: number): boolean {
  const { modules, blocks, widths } = fieldsOf(value);
  return (
    isCount(modules, MOST_REPEATED) &&
    isCount(blocks, MOST_REPEATED) &&
    Array.isArray(widths) &&
    widths.length === index + 2 &&
    widths.every((width: unknown) => isCount(width))
  );
}
