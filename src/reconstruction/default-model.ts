/** The shipped model that a photo is reconstructed with unless another is chosen; `docs/comparison.md` says why. */
export const DEFAULT_MODEL = 'agd-net';
