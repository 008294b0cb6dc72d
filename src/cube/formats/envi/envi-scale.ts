/**
 * What the stored numbers of an ENVI file mean: factors and offsets that turn them into reflectance or
 * radiance. Source: NV5 Geospatial, "ENVI Header Files".
 */
import { type EnviFields, numberListField } from './envi-fields.ts';
import { CubeError, type Quantity } from '../../spectral-cube.ts';

/** A sample is `stored * gain[band] + offset[band]`, in the given quantity. */
export interface EnviScale {
  readonly gain: readonly number[];
  readonly offset: readonly number[];
  readonly quantity: Quantity;
  readonly notes: readonly string[];
}

/**
 * Scale of the stored numbers: `reflectance scale factor` divides; failing that, gains and offsets of
 * reflectance (`data reflectance gain values`) apply; failing that, those of radiance (`data gain values`).
 *
 * @param fileBands position in the file of each band of the result.
 * @throws CubeError if the factor is no positive number or a list does not have one number a band.
 */
export function readEnviScale(fields: EnviFields, fileBands: readonly number[], file: string): EnviScale {
  const factorText = fields.get('reflectance scale factor');
  if (factorText === undefined) {
    return (
      readGains(fields, fileBands, file, 'data reflectance', 'reflectance') ??
      readGains(fields, fileBands, file, 'data', 'radiance') ?? {
        gain: fileBands.map(() => 1),
        offset: fileBands.map(() => 0),
        quantity: 'unknown',
        notes: [],
      }
    );
  }
  const factor = Number(factorText);
  if (!(factorText !== '' && Number.isFinite(factor) && factor > 0)) {
    throw new CubeError(
      `expected 'reflectance scale factor' to be a positive number, found '${factorText.slice(0, 40)}' in ${file}`,
    );
  }
  const others = [...fields.keys()].filter((key) => /^data (reflectance )?(gain|offset) values$/.test(key));
  return {
    gain: fileBands.map(() => 1 / factor),
    offset: fileBands.map(() => 0),
    quantity: 'reflectance',
    notes: others.map(
      (key) => `${file} gives '${key}' beside a reflectance scale factor; the factor was used`,
    ),
  };
}

function readGains(
  fields: EnviFields,
  fileBands: readonly number[],
  file: string,
  prefix: string,
  quantity: Quantity,
): EnviScale | undefined {
  const list = (key: string) => {
    const values = numberListField(fields, key, file);
    if (values !== undefined && values.length !== fileBands.length) {
      throw new CubeError(
        `expected '${key}' to list ${fileBands.length} numbers, one a band, found ${values.length} in ${file}`,
      );
    }
    return values && fileBands.map((position) => values[position]);
  };
  const gain = list(`${prefix} gain values`);
  const offset = list(`${prefix} offset values`);
  if (gain === undefined && offset === undefined) return undefined;
  return {
    gain: gain ?? fileBands.map(() => 1),
    offset: offset ?? fileBands.map(() => 0),
    quantity,
    notes: [],
  };
}
