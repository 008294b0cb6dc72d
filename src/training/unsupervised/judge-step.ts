/** The second part of an iteration: the discriminator's update, and what it asks of the cubes afterwards. */
import { gradients, input } from '../../graph/index.ts';
import { lookupIn } from '../../networks/parameters.ts';
import { adamScalars, adamUpdate } from '../adam.ts';
import { emitDifferentiated } from '../emit-differentiated.ts';
import { adversarialChange, discriminatorLoss } from './judge-graph.ts';
import { changeOutputs, type Judge, runJudge, scalar, vectorFeeds } from './judge.ts';
import type { Compiler } from './step-compiler.ts';

/** Compiles it. */
export async function compileJudge({ runtime, settings, sizes, vectors }: Compiler): Promise<Judge> {
  const { batch, size } = sizes;
  const cubes = [batch, settings.bands, size, size];
  const vector = vectors.discriminator;
  const names = ['parameters', 'firstMoment', 'secondMoment'].map((name) => `discriminator.${name}`);
  const [parameters, firstMoment, secondMoment] = names.map((name) => input(name, [vector.length]));
  const tensors = vector.tensors(parameters);
  const made = input('made', cubes);
  const penalised = settings.penalty !== 'none';
  const told = discriminatorLoss(
    made,
    input('measured', cubes),
    lookupIn(tensors),
    settings,
    penalised ? input('between', [batch, 1, 1, 1]) : undefined,
  );
  const after = adamUpdate(
    { parameters, firstMoment, secondMoment },
    vector.join(gradients(told.loss, [...tensors.values()])),
    { stepSize: input('stepSize', []), secondCorrection: input('secondCorrection', []) },
  );
  const change = adversarialChange(made, lookupIn(vector.tensors(after.parameters)), settings);
  const session = await runtime.createSession(
    await emitDifferentiated(runtime, {
      ...changeOutputs('adversarial', change),
      'state.discriminator.parameters': after.parameters,
      'state.discriminator.firstMoment': after.firstMoment,
      'state.discriminator.secondMoment': after.secondMoment,
      'figure.discriminatorFake': told.fake,
      'figure.discriminatorReal': told.real,
      'figure.fakeAccuracy': told.fakeAccuracy,
      'figure.realAccuracy': told.realAccuracy,
      ...(told.penalty === undefined ? {} : { 'figure.penalty': told.penalty }),
    }),
  );
  return {
    run(state, given, { measured, between }, step) {
      const { stepSize, secondCorrection } = adamScalars(settings.rates.discriminator, step);
      return runJudge(session, {
        ...vectorFeeds(state, names),
        made: given,
        measured: { data: measured, shape: cubes },
        ...(penalised ? { between: { data: between, shape: [batch, 1, 1, 1] } } : {}),
        stepSize: scalar(stepSize),
        secondCorrection: scalar(secondCorrection),
      });
    },
    release: () => session.release(),
  };
}
