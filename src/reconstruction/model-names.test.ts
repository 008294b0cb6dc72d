import { describe, expect, it } from 'vitest';
import { DEFAULT_ESTIMATOR, estimatorNameFor } from './model-names.ts';

describe('the estimator of a model', () => {
  const shipped = ['generator', 'srf-estimator', 'unsupervised', 'unsupervised-srf-estimator'];

  it('is the one that was trained with it, if there is one', () => {
    expect(estimatorNameFor('unsupervised', shipped)).toBe('unsupervised-srf-estimator');
  });

  it('is the one for all otherwise', () => {
    expect(estimatorNameFor('generator', shipped)).toBe(DEFAULT_ESTIMATOR);
    expect(estimatorNameFor('unsupervised', ['unsupervised'])).toBe(DEFAULT_ESTIMATOR);
  });
});
