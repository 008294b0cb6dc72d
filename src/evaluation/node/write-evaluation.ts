/** The results of an evaluation as files: tables to read, numbers to go on with, pictures of the worst. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import { writePicture } from '../../reconstruction/node/write-picture.ts';
import type { EvaluationScene } from '../evaluate.ts';
import type { Evaluation } from '../evaluation-result.ts';
import { evaluationCsv } from '../tables/evaluation-csv.ts';
import { evaluationDocument } from '../tables/evaluation-json.ts';
import { evaluationMarkdown } from '../tables/evaluation-markdown.ts';
import { worstScenePicture, worstSpectraChart } from '../worst-scene-picture.ts';

/**
 * Writes `evaluation.md`, `evaluation.csv`, `evaluation.json` and, of the worst scene, `worst-scene.png` and
 * `worst-spectra.svg`. Results of an earlier evaluation are replaced.
 *
 * @param scenes those that were evaluated: the worst is looked at once more.
 * @returns the paths. @throws FileError if the folder cannot be written.
 */
export async function writeEvaluation(
  folder: string,
  evaluation: Evaluation,
  scenes: readonly EvaluationScene[],
): Promise<string[]> {
  await makeFolder(folder);
  const texts = [
    ['evaluation.md', evaluationMarkdown(evaluation)],
    ['evaluation.csv', evaluationCsv(evaluation)],
    ['evaluation.json', `${JSON.stringify(evaluationDocument(evaluation), undefined, 2)}\n`],
    ...(evaluation.worst === undefined
      ? []
      : [['worst-spectra.svg', worstSpectraChart(evaluation.worst)] as const]),
  ] as const;
  const paths: string[] = [];
  for (const [name, text] of texts) {
    paths.push(await writeFileAtomically(join(folder, name), text, { overwrite: true }));
  }
  const { worst } = evaluation;
  const scene = scenes.find(({ name }) => name === worst?.name);
  if (worst !== undefined && scene !== undefined) {
    const truth = await scene.truth();
    const picture = worstScenePicture(truth, await scene.estimate(truth), worst);
    paths.push(await writePicture(join(folder, 'worst-scene.png'), picture, { overwrite: true }));
  }
  return paths;
}
