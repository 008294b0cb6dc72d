/** Compares methods: each is trained where it learns under the budget, and all are scored on the same scenes. */
import { countParameters } from '../../networks/parameters.ts';
import { loadGenerator, shippedModelNames } from '../../reconstruction/node/shipped-models.ts';
import {
  COMPARED_METHODS,
  type ClassicalChoice,
  type ComparedMethod,
  type ShippedChoice,
} from '../comparison/methods.ts';
import { type PictureEstimator, scoreMethod } from '../comparison/score-method.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { agreeing, generate } from '../validation/camera-validation.ts';
import { type CompareQuestion, type MethodResult, scoreQuestion } from './compare-question.ts';
import { checkTrained, trainedMethod } from './compare-row.ts';

/** All methods that can be compared here: shipped ones only where their weights are shipped. */
export async function availableMethods(): Promise<ComparedMethod[]> {
  const models = await shippedModelNames();
  return COMPARED_METHODS.filter((method) => method.kind !== 'shipped' || models.includes(method.model));
}

/**
 * Trains and scores every method in turn; what is done is read back. What would end a later method is found out first.
 *
 * @returns the results, or the method in whose training the signal ended it.
 * @throws the signal's reason if it ended a method that does not train.
 * @throws EvaluationError if a method's folder was begun with another budget.
 */
export async function compareMethods(
  question: CompareQuestion,
): Promise<readonly MethodResult[] | { readonly stoppedIn: ComparedMethod }> {
  const { recipe, data, budget } = question;
  const shared = {
    recipe,
    camera: data.response.name,
    measured: data.measured,
    scenes: data.training.map(({ name }) => name),
    ...budget,
  };
  for (const method of question.methods) {
    if (method.kind === 'trained') await checkTrained(method, question, shared);
  }
  const results: MethodResult[] = [];
  for (const method of question.methods) {
    const result =
      method.kind === 'trained'
        ? await trainedMethod(method, question, shared)
        : method.kind === 'classical'
          ? await classicalMethod(method, question)
          : await shippedMethod(method, question);
    if (result === undefined) return { stoppedIn: method };
    results.push(result);
  }
  return results;
}

async function classicalMethod(method: ClassicalChoice, question: CompareQuestion): Promise<MethodResult> {
  const { data } = question;
  question.signal?.throwIfAborted();
  question.onProgress?.({ method, what: 'fitting' });
  const made = method.make(data.training, data.response);
  return untrained(method, question, (picture) => made.reconstruct(picture), {
    parameters: method.parameters(data.response.bands),
    about: [method.about],
  });
}

async function shippedMethod(method: ShippedChoice, question: CompareQuestion): Promise<MethodResult> {
  const { data, runtime, signal } = question;
  const { response } = data;
  const model = await loadGenerator(method.model);
  if (model.wavelengths.join() !== response.wavelengths.join()) {
    throw new EvaluationError(
      `expected scenes on the ${model.wavelengths.length} bands of ${method.model}, found other bands`,
      { hint: `leave ${method.name} out of --methods` },
    );
  }
  const use = { runtime, model, ...(signal === undefined ? {} : { signal }) };
  return untrained(
    method,
    question,
    async (picture) => {
      const cube = await generate(picture, response, use);
      return agreeing(cube, picture, response, method.consistent ? 'non-negative' : 'none');
    },
    {
      parameters: countParameters(model.network.declarations),
      about: [
        model.network.description,
        `trained elsewhere, not under this budget: for any camera, see models/${method.model}.md`,
        'told the response',
        method.consistent
          ? 'its answer made to agree with the picture and free of negative samples, as `spectralift reconstruct` gives it'
          : 'its own answer, before it is made to agree with the picture',
      ],
    },
  );
}

/** The row of a method that does not learn under the budget. */
async function untrained(
  method: ClassicalChoice | ShippedChoice,
  question: CompareQuestion,
  estimate: PictureEstimator,
  facts: { readonly parameters: number; readonly about: readonly string[] },
): Promise<MethodResult> {
  const { figures, scenes, looks } = await scoreMethod(estimate, scoreQuestion(question, method));
  const { kind, name, title } = method;
  return { row: { kind, name, title, figures, scenes, ...facts }, looks };
}
