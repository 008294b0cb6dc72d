/** The leaves of every graph: inputs and constants. Both have no inputs, so no gradient leaves them. */
import { defineOperator } from '../operator.ts';
import { constantValue, GraphError, staticShape } from '../tensor.ts';

defineOperator({
  name: 'input',
  gradient: () => [],
  emit: () => {
    throw new GraphError('inputs are written by the model writer');
  },
});

defineOperator({
  name: 'constant',
  gradient: () => [],
  emit: (tensor, _inputs, scope) => scope.floats(constantValue(tensor), staticShape(tensor, 'constant')),
});
