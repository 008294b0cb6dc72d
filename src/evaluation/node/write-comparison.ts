/** The results of a comparison as files: the table, the numbers, and the pictures. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import { spectrumAt } from '../../cube/spectral-cube.ts';
import { writePicture } from '../../reconstruction/node/write-picture.ts';
import {
  COMPARISON_FILES,
  type Comparison,
  comparisonMarkdown,
  comparisonSvg,
} from '../comparison/comparison-result.ts';
import { errorFigure } from '../comparison/error-figure.ts';
import { type Signature, signatureCharts } from '../comparison/signatures.ts';
import type { KnownScene } from '../validation/scenes.ts';
import type { MethodResult } from './compare-question.ts';

const OVERWRITE = { overwrite: true } as const;
const FIRST_LETTER = 'A'.charCodeAt(0);
/** Letters for pixels of a scene; further ones have numbers. */
const LETTERS = 26;

/**
 * Writes the files of a comparison; earlier ones are replaced.
 *
 * @returns the table as Markdown. @throws FileError if the folder cannot be written.
 */
export async function writeComparison(
  folder: string,
  comparison: Comparison,
  scenes: readonly KnownScene[],
  results: readonly MethodResult[],
): Promise<string> {
  await makeFolder(folder);
  const pathOf = (file: keyof typeof COMPARISON_FILES): string => join(folder, COMPARISON_FILES[file]);
  const signatures = signaturesOf(comparison, scenes, results);
  const names = comparison.rows.map(({ title }) => title);
  const markdown = comparisonMarkdown(comparison);
  const { wavelengths } = scenes[0].cube;
  const document = { ...comparison, signatures: signaturesDocument(comparison, signatures, wavelengths) };
  await writeFileAtomically(pathOf('markdown'), markdown, OVERWRITE);
  await writeFileAtomically(pathOf('json'), `${JSON.stringify(document, undefined, 1)}\n`, OVERWRITE);
  await writeFileAtomically(pathOf('bars'), comparisonSvg(comparison), OVERWRITE);
  const columns = Math.max(
    1,
    ...scenes.map(({ name }) => signatures.filter(({ pixel }) => pixel.scene === name).length),
  );
  const charts = signatureCharts(signatures, wavelengths, names, columns);
  await writeFileAtomically(pathOf('signatures'), charts, OVERWRITE);
  const figure = errorFigure(
    scenes.map(({ name, cube }) => ({
      name,
      truth: cube,
      marks: signatures
        .filter(({ pixel }) => pixel.scene === name)
        .map(({ pixel: { x, y }, label }) => ({ x, y, label })),
    })),
    results.map(({ row, looks }) => ({
      title: `${row.title}, ${row.figures['psnr'].toFixed(2)} dB`,
      maps: looks.map(({ error }) => error),
    })),
  );
  await writePicture(pathOf('errors'), figure, OVERWRITE);
  return markdown;
}

/** True and estimated spectra of the chosen pixels; in each scene they are lettered from A on. */
function signaturesOf(
  { pixels }: Comparison,
  scenes: readonly KnownScene[],
  results: readonly MethodResult[],
): Signature[] {
  return scenes.flatMap(({ name, cube }, place) =>
    pixels
      .filter(({ scene }) => scene === name)
      .map((pixel, index) => ({
        pixel,
        label: index < LETTERS ? String.fromCharCode(FIRST_LETTER + index) : String(index + 1),
        truth: spectrumAt(cube, pixel.x, pixel.y),
        estimates: results.map(({ looks }) => looks[place].spectra[index]),
      })),
  );
}

function signaturesDocument(
  { rows }: Comparison,
  signatures: readonly Signature[],
  wavelengths: readonly number[],
): object {
  return {
    wavelengths,
    pixels: signatures.map(({ pixel, label, truth, estimates }) => ({
      ...pixel,
      label,
      truth: Array.from(truth),
      estimates: Object.fromEntries(rows.map(({ name }, index) => [name, Array.from(estimates[index])])),
    })),
  };
}
