/** The schemas of what clients send and get: what validates requests is what `/openapi.json` shows. */
import { cameraNames } from '../../camera/catalogue.ts';
import { ANSWER_FORMATS } from '../photo-settings.ts';

const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const numbers = { type: 'array', items: number } as const;
const texts = { type: 'array', items: text } as const;
const quantity = { type: 'string', enum: ['radiance', 'reflectance', 'unknown'] } as const;

/** An object whose fields are all that it may have. */
function record(properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  };
}

/** Types of photos that are taken; what a photo is, its bytes decide. */
export const PHOTO_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/tiff',
  'application/octet-stream',
] as const;

/** An error, whatever it is answered to. */
export const ERROR_SCHEMA = {
  $id: 'Error',
  description: 'What went wrong',
  ...record(
    {
      id: { ...text, description: 'of the request; also in X-Request-Id and in the log' },
      status: count,
      code: { ...text, description: 'a name that does not change' },
      message: text,
      hint: { ...text, description: 'what to try; may be empty' },
    },
    [],
  ),
};

const failure = record({ code: text, message: text, hint: text });

/** A report, see `ServedReport`. */
export const REPORT_SCHEMA = {
  $id: 'Report',
  description:
    'What was assumed about a photo, and how the reconstruction went; the last fields only once it is done',
  ...record(
    {
      id: text,
      state: { type: 'string', enum: ['running', 'done', 'failed'] },
      estimated: { type: 'boolean', const: true, description: 'spectra are estimated, never measured' },
      photo: record(
        {
          width: count,
          height: count,
          bitDepth: count,
          encoding: text,
          make: text,
          model: text,
          software: text,
        },
        ['make', 'model', 'software'],
      ),
      response: record(
        {
          name: text,
          reason: text,
          quantity,
          assumption: text,
          likeness: { type: 'array', items: record({ camera: text, weight: number }) },
        },
        ['likeness'],
      ),
      model: text,
      consistency: text,
      notes: texts,
      cube: {
        description: 'what the samples are, as the JSON file beside a .npy file says it',
        ...record(
          {
            format: text,
            axes: texts,
            wavelengths: numbers,
            wavelengthUnits: text,
            quantity,
            scaleFactor: { ...number, description: 'stored number for a sample of 1; 1 if absent' },
            clampedSamples: count,
            assumption: text,
            response: text,
            model: text,
            description: text,
            reprojectionError: number,
          },
          ['axes', 'scaleFactor', 'clampedSamples', 'reprojectionError'],
        ),
      },
      reprojection: {
        description:
          'how far the cube, seen through the response, is from the photo, in linear light of 0..1',
        ...record({ rms: number, largest: number, clippedShare: number, unclippedPixelRms: number }),
      },
      runtime: text,
      way: record({ steps: text, tile: count }),
      lanes: count,
      megapixels: number,
      inferenceSeconds: number,
      seconds: number,
      error: failure,
    },
    [...['reprojection', 'runtime', 'way', 'lanes', 'megapixels', 'inferenceSeconds', 'seconds'], 'error'],
  ),
};

/** The JSON answer. */
export const SPECTRA_SCHEMA = {
  $id: 'Spectra',
  description: 'The spectra of points and regions, and the report',
  ...record({
    wavelengths: { ...numbers, description: 'nanometres' },
    spectra: {
      type: 'array',
      items: {
        oneOf: [
          record({ kind: { type: 'string', const: 'point' }, x: count, y: count, spectrum: numbers }),
          record({
            kind: { type: 'string', const: 'region' },
            ...{ x: count, y: count, width: count, height: count, pixels: count },
            mean: numbers,
            standardDeviation: { ...numbers, description: 'divisor n - 1' },
          }),
        ],
      },
    },
    report: { $ref: 'Report#' },
  }),
};

const cells = (names: number): string => `^${Array.from({ length: names }, () => '\\d{1,6}').join(',')}$`;

/** The options of a photo. @param models names of those that are loaded. @param places most points, and regions. */
export function photoQuerySchema(models: readonly string[], places: number) {
  const list = (names: number, description: string) => ({
    type: 'array',
    maxItems: places,
    items: { type: 'string', pattern: cells(names) },
    default: [],
    description,
  });
  return {
    ...record(
      {
        format: {
          type: 'string',
          enum: ANSWER_FORMATS,
          default: 'npy',
          description:
            'npy: the cube as a NumPy array; zip: ENVI cube, picture and report; json: spectra of points and regions; png: the picture alone',
        },
        camera: {
          type: 'string',
          enum: ['auto', 'srgb', 'estimate', ...cameraNames()],
          default: 'auto',
          description: 'the response that the photo is read with',
        },
        light: {
          type: 'string',
          maxLength: 24,
          pattern: '^[A-Za-z0-9:. -]+$',
          description: 'light that a linear photo is white-balanced for, such as D65; gives reflectance',
        },
        linear: {
          type: 'boolean',
          default: false,
          description: 'samples are proportional to light: no sRGB curve is undone',
        },
        model: { type: 'string', enum: models, default: models[0] },
        consistency: {
          type: 'string',
          enum: ['non-negative', 'exact', 'none'],
          default: 'non-negative',
          description: 'agreement with the photo',
        },
        dataType: {
          type: 'string',
          enum: ['float32', 'uint16'],
          default: 'float32',
          description: 'samples of a cube; uint16 stores 10000 for 1',
        },
        interleave: {
          type: 'string',
          enum: ['bip', 'bil'],
          default: 'bip',
          description: 'order of a cube: [row, column, band] or [row, band, column]',
        },
        point: list(2, 'column,row from 0, of the json format; may be repeated'),
        region: list(4, 'column,row,width,height, of the json format; may be repeated'),
      },
      [
        'format',
        'camera',
        'light',
        'linear',
        'model',
        'consistency',
        'dataType',
        'interleave',
        'point',
        'region',
      ],
    ),
  };
}

export const READY_SCHEMA = record({
  ready: { type: 'boolean' },
  draining: { type: 'boolean' },
  engines: { ...count, description: 'that could take a photo' },
  running: count,
  waiting: count,
});

export const LIVE_SCHEMA = record({ live: { type: 'boolean' } });

export const VERSION_SCHEMA = record({
  name: text,
  version: text,
  runtime: text,
  models: {
    type: 'array',
    items: record({ name: text, description: text, wavelengths: numbers }),
  },
});
