/** All cases: every operator of the graph room stands in at least one. */
import { convolutionCases } from './convolution-cases.ts';
import { elementWiseCases } from './element-wise-cases.ts';
import type { GraphCase } from './graph-case.ts';
import { layoutCases } from './layout-cases.ts';
import { reductionCases } from './reduction-cases.ts';

export * from './graph-case.ts';

export const graphCases: readonly GraphCase[] = [
  ...elementWiseCases,
  ...layoutCases,
  ...reductionCases,
  ...convolutionCases,
];
