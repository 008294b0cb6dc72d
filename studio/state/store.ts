/**
 * The one store of the page: signals that say what is open, what was computed and what a person chose. Components read
 * them, actions (`open.ts`, `reconstruct.ts`, ...) write them; nothing here touches the document.
 */
import { batch, computed, signal } from '@preact/signals';
import type {
  Engine,
  EngineProgress,
  HeldCube,
  OpenedPhoto,
  Reconstruction,
  ResponseFacts,
} from '../engine/contract.ts';
import { CameraResponse } from '../engine/library.ts';
import { knownResponse } from './known-response.ts';
import type { SourceName } from './link.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

// the engine
export const engine = signal<Engine | undefined>(undefined);
export const runtime = signal('');

// what is open
/** The sample or files by name; undefined until something is open. */
export const source = signal<SourceName | undefined>(undefined);
/** The files that were opened, for the session file. */
export const sourceFiles = signal<readonly File[]>([]);
export const photo = signal<OpenedPhoto | undefined>(undefined);
/** Name of what is open. */
export const openName = signal('');
/** Remarks about the opened cube. */
export const openNotes = signal<readonly string[]>([]);

// what was computed
export const cube = signal<HeldCube | undefined>(undefined);
/** Planar linear photo at the size of the cube. */
export const linearPhoto = signal<Float32Array | undefined>(undefined);
export const response = signal<ResponseFacts | undefined>(undefined);
export const result = signal<Reconstruction | undefined>(undefined);
/** Rows that have arrived, one flag a row, and a count that grows with each arrival. */
export const arrivedRows = signal<Uint8Array>(new Uint8Array(0));
export const arrivals = signal(0);
/** A true cube to compare with, of the same size as the photo or the cube. */
export const truth = signal<HeldCube | undefined>(undefined);
export const truthName = signal('');

// what is going on
export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy'; readonly what: string }
  | {
      readonly kind: 'working';
      readonly what: string;
      readonly progress?: EngineProgress;
      readonly cancel: () => void;
    };
export const activity = signal<Activity>({ kind: 'idle' });

// what a person chose
export const reading = signal(DEFAULT_SETTINGS.reading);
export const views = signal(DEFAULT_SETTINGS.views);
export const comparing = signal(DEFAULT_SETTINGS.comparing);
export const split = signal(DEFAULT_SETTINGS.split);
export const stops = signal(DEFAULT_SETTINGS.stops);
export const pins = signal(DEFAULT_SETTINGS.pins);
export const regions = signal(DEFAULT_SETTINGS.regions);
export const references = signal(DEFAULT_SETTINGS.references);
export const scaled = signal(DEFAULT_SETTINGS.scaled);
export const search = signal(DEFAULT_SETTINGS.search);
export const ratio = signal(DEFAULT_SETTINGS.ratio);

/** Size of the picture that is shown, in pixels; undefined while nothing is. */
export const pictureSize = computed(() => {
  const held = cube.value;
  if (held !== undefined) return { width: held.width, height: held.height };
  const preview = photo.value?.preview;
  return preview === undefined ? undefined : { width: preview.width, height: preview.height };
});

/** The response as the operator of the library. */
export const camera = computed(() => {
  const facts = response.value;
  if (facts === undefined) return cube.value === undefined ? undefined : knownResponse(cube.value);
  const quantity = facts.quantity === 'reflectance' ? 'reflectance' : 'radiance';
  return new CameraResponse(facts.matrix, facts.wavelengths, { ...facts, quantity });
});

/** A truth that fits the cube pixel by pixel and band by band. */
export const fittingTruth = computed(() => {
  const held = cube.value;
  const other = truth.value;
  if (held === undefined || other === undefined) return undefined;
  const fits =
    held.width === other.width &&
    held.height === other.height &&
    held.bands === other.bands &&
    held.wavelengths.every((wavelength, band) => Math.abs(wavelength - other.wavelengths[band]) < 0.51);
  return fits ? other : undefined;
});

/** Everything that a person chose, as plain data. */
export function currentSettings(): Settings {
  return {
    reading: reading.peek(),
    views: views.peek(),
    comparing: comparing.peek(),
    split: split.peek(),
    stops: stops.peek(),
    pins: pins.peek(),
    regions: regions.peek(),
    references: references.peek(),
    scaled: scaled.peek(),
    search: search.peek(),
    ratio: ratio.peek(),
  };
}

/** Takes over settings, all at once. */
export function applySettings(settings: Settings): void {
  batch(() => {
    reading.value = settings.reading;
    views.value = settings.views;
    comparing.value = settings.comparing;
    split.value = settings.split;
    stops.value = settings.stops;
    pins.value = settings.pins;
    regions.value = settings.regions;
    references.value = settings.references;
    scaled.value = settings.scaled;
    search.value = settings.search;
    ratio.value = settings.ratio;
  });
}
