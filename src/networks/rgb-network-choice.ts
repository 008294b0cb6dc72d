/**
 * Networks that estimate spectra from RGB alone, by name and sizes, and the same as texts for the metadata of a weight
 * file: one table, so that whatever is trained can be built again from its file. To add a network is one entry.
 */
import { type ChsGanOptions, CHS_GAN_DEFAULTS, chsGan } from './chs-gan.ts';
import { DEEP_BASIS_DEFAULTS, type DeepBasisOptions, deepBasis } from './deep-basis.ts';
import { FM_NET_DEFAULTS, type FmNetOptions, fmNet } from './fm-net.ts';
import { HSCNN_D_DEFAULTS, type HscnnDOptions, hscnnD } from './hscnn-d.ts';
import { MST_PLUS_PLUS_DEFAULTS, type MstPlusPlusOptions, mstPlusPlus } from './mst-plus-plus.ts';
import {
  ONE_CAMERA_AGD_NET_DEFAULTS,
  type OneCameraAgdNetOptions,
  oneCameraAgdNet,
} from './one-camera-agd-net.ts';
import {
  oneOf,
  type OptionTexts,
  readOptions,
  trueOrFalse,
  wholeNumber,
  wholeNumbers,
  writeOptions,
} from './option-texts.ts';
import { NetworkError } from './parameters.ts';
import type { RgbNetwork } from './rgb-network.ts';

/** The options of each network, by its name. */
export interface RgbNetworkOptions {
  readonly 'agd-net': OneCameraAgdNetOptions;
  readonly 'hscnn-d': HscnnDOptions;
  readonly 'fm-net': FmNetOptions;
  readonly 'mst-plus-plus': MstPlusPlusOptions;
  readonly 'chs-gan': ChsGanOptions;
  readonly 'deep-basis': DeepBasisOptions;
}

export type RgbNetworkName = keyof RgbNetworkOptions;

/** A network in some size: `{ name: 'hscnn-d', options: HSCNN_D_DEFAULTS }`. */
export type RgbNetworkChoice<Name extends RgbNetworkName = RgbNetworkName> = {
  readonly [Each in Name]: { readonly name: Each; readonly options: RgbNetworkOptions[Each] };
}[Name];

/** All that the table says of one network. */
interface RgbNetworkKind<Name extends RgbNetworkName> {
  /** The size in which it is compared. */
  readonly standard: RgbNetworkChoice<Name>;
  readonly texts: OptionTexts<RgbNetworkOptions[Name]>;
  choose(options: RgbNetworkOptions[Name]): RgbNetworkChoice<Name>;
  build(options: RgbNetworkOptions[Name]): RgbNetwork;
}

// What metadata may ask for is bounded, so that no file makes us build a network without end.
const channels = wholeNumber(65_536);
const repeats = wholeNumber(256);
const few = wholeNumber(16);
const widths = wholeNumbers(65_536, 16);

const KINDS: { readonly [Name in RgbNetworkName]: RgbNetworkKind<Name> } = {
  'agd-net': {
    standard: { name: 'agd-net', options: ONE_CAMERA_AGD_NET_DEFAULTS },
    texts: { bands: channels, growth: channels, stages: repeats, projection: oneOf('learned') },
    choose: (options) => ({ name: 'agd-net', options }),
    build: oneCameraAgdNet,
  },
  'hscnn-d': {
    standard: { name: 'hscnn-d', options: HSCNN_D_DEFAULTS },
    texts: { bands: channels, paths: few, blocks: repeats, growth: channels, bias: trueOrFalse },
    choose: (options) => ({ name: 'hscnn-d', options }),
    build: hscnnD,
  },
  'fm-net': {
    standard: { name: 'fm-net', options: FM_NET_DEFAULTS },
    texts: { bands: channels, channels, blocks: repeats, functions: few },
    choose: (options) => ({ name: 'fm-net', options }),
    build: fmNet,
  },
  'mst-plus-plus': {
    standard: { name: 'mst-plus-plus', options: MST_PLUS_PLUS_DEFAULTS },
    texts: { bands: channels, stages: repeats, width: channels },
    choose: (options) => ({ name: 'mst-plus-plus', options }),
    build: mstPlusPlus,
  },
  'chs-gan': {
    standard: { name: 'chs-gan', options: CHS_GAN_DEFAULTS },
    texts: { bands: channels, widths, convolutions: few },
    choose: (options) => ({ name: 'chs-gan', options }),
    build: chsGan,
  },
  'deep-basis': {
    standard: { name: 'deep-basis', options: DEEP_BASIS_DEFAULTS },
    texts: {
      bands: channels,
      functions: channels,
      widths,
      convolutions: few,
      basis: oneOf('fixed', 'trained'),
    },
    choose: (options) => ({ name: 'deep-basis', options }),
    build: deepBasis,
  },
};

/** Whether a network of this name is in the table. */
export function isRgbNetworkName(name: string): name is RgbNetworkName {
  return Object.hasOwn(KINDS, name);
}

/** Names of the networks, in the order of the table. */
export const RGB_NETWORK_NAMES: readonly RgbNetworkName[] = Object.keys(KINDS).filter(isRgbNetworkName);

/** A network in the size in which it is compared: as published, or as reconstructed from what is. */
export function standardRgbNetwork<Name extends RgbNetworkName>(name: Name): RgbNetworkChoice<Name> {
  return KINDS[name].standard;
}

/** The network. @throws NetworkError if its sizes do not make one. */
export function buildRgbNetwork<Name extends RgbNetworkName>({
  name,
  options,
}: RgbNetworkChoice<Name>): RgbNetwork {
  return KINDS[name].build(options);
}

/** What the metadata of a weight file say of a network: `network`, its name, and each option under its own. */
export function rgbNetworkMetadata<Name extends RgbNetworkName>({
  name,
  options,
}: RgbNetworkChoice<Name>): Record<string, string> {
  return { network: name, ...writeOptions(options, KINDS[name].texts) };
}

/**
 * The network that metadata say.
 *
 * @throws NetworkError if they say none of the table, or an option is missing or makes no sense.
 */
export function rgbNetworkFromMetadata(metadata: Readonly<Record<string, string>>): RgbNetworkChoice {
  const name = Object.hasOwn(metadata, 'network') ? metadata['network'] : undefined;
  if (name !== undefined && isRgbNetworkName(name)) return readChoice(name, metadata);
  throw new NetworkError(
    `expected metadata that name a network, found ${name === undefined ? "no 'network'" : `'${name.slice(0, 40)}'`}`,
    { hint: `networks: ${RGB_NETWORK_NAMES.join(', ')}` },
  );
}

function readChoice<Name extends RgbNetworkName>(
  name: Name,
  metadata: Readonly<Record<string, string>>,
): RgbNetworkChoice<Name> {
  const kind: RgbNetworkKind<Name> = KINDS[name];
  return kind.choose(readOptions(metadata, kind.texts, name));
}
