import { describe, expect, it } from 'vitest';
import { meanScores, scoreCube } from './score-cube.ts';

describe('scores of a cube', () => {
  // Two bands, three pixels: a lit one that is off, a dark one that is off in angle, a lit one that is right.
  const truth = [0.5, 0.01, 0.4, 0.5, 0.01, 0.2];
  const estimate = [0.6, 0.01, 0.4, 0.4, 0, 0.2];

  it('count angles of dark pixels in one figure only', () => {
    const scores = scoreCube({ truth, estimate, bands: 2 });
    const angle =
      (Math.acos((0.5 * 0.6 + 0.5 * 0.4) / Math.hypot(0.5, 0.5) / Math.hypot(0.6, 0.4)) * 180) / Math.PI;
    expect(scores.spectralAngleLit).toBeCloseTo(angle / 2, 6);
    expect(scores.spectralAngle).toBeCloseTo((angle + 45) / 3, 6);
    expect(scores.bandPsnrs[0]).toBeCloseTo(-10 * Math.log10(0.01 / 3), 9);
    expect(scores.rmse).toBeCloseTo(Math.sqrt((0.01 + 0.01 + 0.0001) / 6), 9);
  });

  it('leave out what a mask leaves out', () => {
    const scores = scoreCube({ truth, estimate, bands: 2, mask: [0, 1, 1] });
    expect(scores.spectralAngleLit).toBeCloseTo(0, 5);
    expect(scores.spectralAngle).toBeCloseTo(22.5, 5);
  });

  it('average figure by figure', () => {
    const one = scoreCube({ truth, estimate, bands: 2 });
    const two = scoreCube({ truth, estimate: estimate.map((value) => value + 0.1), bands: 2 });
    const mean = meanScores([one, two]);
    expect(mean.psnrPerBand).toBeCloseTo((one.psnrPerBand + two.psnrPerBand) / 2, 12);
    expect(mean.bandPsnrs[1]).toBeCloseTo((one.bandPsnrs[1] + two.bandPsnrs[1]) / 2, 12);
    expect(mean.mrae).toBeCloseTo((one.mrae + two.mrae) / 2, 12);
  });
});
