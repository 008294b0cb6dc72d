/**
 * Zero-mean normalisation along the spectrum: at every pixel the mean over channels is subtracted. Written as it
 * is defined; what computes it has faster forms of the same (graph/passes).
 */
import { reduceMean, subtract, type Tensor } from '../graph/index.ts';

/** x minus its mean over channels, for images [n, c, h, w]. */
export const centreChannels = (x: Tensor): Tensor => subtract(x, reduceMean(x, [1]));
