/**
 * What was printed about the size and the cost of networks, and how far it is from what we count. The picture of
 * Zhu et al. is taken to have 1390 x 1040 pixels: only with it do the two networks whose layers are public
 * (HSCNN-D, FM-Net) give the operations that the paper prints, each multiply-accumulate counted once.
 */

/** Figures as printed. */
export interface PublishedFigures {
  readonly parameters?: number;
  /** "FLOPs" of one picture of that size. */
  readonly operations?: { readonly count: number; readonly width: number; readonly height: number };
  readonly source: string;
  /** One sentence on how they differ from what we count. */
  readonly difference: string;
}

/** Printed operations for one pixel of the picture that they were printed for; undefined where none were. */
export function operationsPerPixel({ operations }: PublishedFigures): number | undefined {
  return operations === undefined ? undefined : operations.count / (operations.width * operations.height);
}

const table = (parameters: number, count: number): Pick<PublishedFigures, 'parameters' | 'operations'> => ({
  parameters,
  operations: { count, width: 1390, height: 1040 },
});
const OF_TABLE = 'table of methods of Zhu et al., ICCV 2021';
const WHOLE_SYSTEM = { ...table(0.58e6, 0.93e12), source: `${OF_TABLE}, generator and estimator together` };

export const PUBLISHED_GENERATOR: PublishedFigures = {
  ...WHOLE_SYSTEM,
  difference:
    'the released code, growth 62, has 0.30 M parameters with the estimator; growth 93 gives the printed operations',
};

export const PUBLISHED_GENERATOR_93: PublishedFigures = {
  ...WHOLE_SYSTEM,
  difference:
    'the printed operations are two for each multiply-accumulate; the printed parameters come out if the estimator is counted twice',
};

export const PUBLISHED_SRF_ESTIMATOR: PublishedFigures = {
  source: OF_TABLE,
  difference: 'not printed by itself, only together with the generator',
};

export const PUBLISHED_AGD_NET_4: PublishedFigures = {
  source: 'abstract of Zhu et al., IEEE TCI 2021: 67 times fewer parameters, 32 times fewer operations',
  difference:
    'FM-Net has 68 times these parameters, and 34 times the operations if those of AGD-Net alone count two for each multiply-accumulate',
};

export const PUBLISHED_AGD_NET_9: PublishedFigures = {
  source: 'released code of Zhu et al., IEEE TCI 2021, which prints no figures',
  difference: 'the ratios of the abstract belong to four stages',
};

export const PUBLISHED_MST_PLUS_PLUS: PublishedFigures = {
  parameters: 1.62e6,
  operations: { count: 23.05e9, width: 256, height: 256 },
  source: 'table of the authors of MST++ (Cai et al., CVPRW 2022) for NTIRE 2022',
  difference:
    'the printed operations are multiply-accumulates and 4 % more than we count; what else they hold is not said',
};

export const PUBLISHED_HSCNN_D: PublishedFigures = {
  ...table(3.61e6, 5.22e12),
  source: OF_TABLE,
  difference:
    'the printed operations are multiply-accumulates; one path of 64 blocks meets both figures within 0.2 %',
};

export const PUBLISHED_FM_NET: PublishedFigures = {
  ...table(11.79e6, 17.07e12),
  source: OF_TABLE,
  difference: 'the printed operations are multiply-accumulates; both figures are met within 0.2 %',
};

export const PUBLISHED_CHS_GAN: PublishedFigures = {
  ...table(1.09e6, 0.91e12),
  source: OF_TABLE,
  difference: 'our layers are a reconstruction whose sizes were chosen to meet both figures',
};

export const PUBLISHED_DEEP_BASIS: PublishedFigures = {
  ...table(1.13e6, 1.02e12),
  source: OF_TABLE,
  difference: 'our layers are a reconstruction whose sizes were chosen to meet both figures',
};
