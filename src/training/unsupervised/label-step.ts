/** The third part of an iteration: the semantic branch's update, and what it asks of the cubes. */
import { gradients, input } from '../../graph/index.ts';
import { lookupIn } from '../../networks/parameters.ts';
import { featureChannels } from '../../networks/semantic-branch.ts';
import { emitDifferentiated } from '../emit-differentiated.ts';
import { momentumUpdate } from '../momentum-descent.ts';
import { changeOutputs, type Judge, runJudge, scalar, vectorFeeds } from './judge.ts';
import { semanticChange } from './label-graph.ts';
import type { BatchLabels, Compiler } from './step-compiler.ts';

/** Compiles it for labels of some sizes. */
export async function compileLabels(
  { runtime, settings, sizes, vectors }: Compiler,
  labels: BatchLabels,
): Promise<Judge> {
  const { batch, size } = sizes;
  const { bands } = settings;
  const { classes } = labels;
  const vector = vectors.semantic;
  const names = ['semantic.parameters', 'semantic.velocity'];
  const [parameters, velocity] = names.map((name) => input(name, [vector.length]));
  const tensors = vector.tensors(parameters);
  const shapes = {
    logits: [batch, classes, labels.logits, labels.logits],
    labels: [batch, classes, labels.size, labels.size],
    cubeDropout: [batch, bands, labels.logits, labels.logits],
    featureDropout: [batch, featureChannels({ bands, classes }), labels.logits, labels.logits],
  };
  const change = semanticChange(
    input('made', [batch, bands, size, size]),
    {
      logits: input('logits', shapes.logits),
      labels: input('labels', shapes.labels),
      cubeDropout: input('cubeDropout', shapes.cubeDropout),
      featureDropout: input('featureDropout', shapes.featureDropout),
    },
    lookupIn(tensors),
    settings,
  );
  const gradient = vector.join(gradients(change.loss, [...tensors.values()]));
  const after = momentumUpdate({ parameters, velocity }, gradient, input('rate', []));
  const session = await runtime.createSession(
    await emitDifferentiated(runtime, {
      ...changeOutputs('semantic', change),
      'state.semantic.parameters': after.parameters,
      'state.semantic.velocity': after.velocity,
    }),
  );
  return {
    run(state, given, { semantic }, rate) {
      if (semantic === undefined) throw new TypeError('expected labels in the batch, found none');
      const fed = Object.entries(shapes).map(([name, shape]) => [
        name,
        { data: semantic[name as keyof typeof shapes], shape },
      ]);
      return runJudge(session, {
        ...vectorFeeds(state, names),
        made: given,
        ...Object.fromEntries(fed),
        rate: scalar(rate),
      });
    },
    release: () => session.release(),
  };
}
