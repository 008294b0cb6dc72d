/** Opens what a person brings: photos, cubes, sessions, response files. Errors become messages; what was open stays then. */
import { batch, signal } from '@preact/signals';
import type { Engine, HeldCube, OpenedCube, OpenedPhoto, Reconstruction } from '../engine/contract.ts';
import type { SourceName } from './link.ts';
import { showError, showNotice } from './messages.ts';
import { cancelReconstruction, reconstructPhoto, showReconstruction } from './reconstruct.ts';
import { resetRows } from './rows.ts';
import { decodeSession } from './session-file.ts';
import { DEFAULT_SETTINGS, type ReadingChoice, type Settings } from './settings.ts';
import {
  activity,
  applySettings,
  comparing,
  cube,
  engine,
  linearPhoto,
  openName,
  openNotes,
  photo,
  pins,
  reading,
  regions,
  response,
  result,
  search,
  source,
  sourceFiles,
  truth,
  truthName,
  views,
} from './store.ts';

/** A session whose photo must still be brought. */
export const awaited = signal<{ readonly names: readonly string[]; readonly settings: Settings } | undefined>(
  undefined,
);

/** Opens dropped, chosen or pasted files. */
export async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const [first] = files;
  if (files.length === 1 && /\.json$/i.test(first.name)) return openSession(first);
  if (files.length === 1 && /\.(csv|txt)$/i.test(first.name)) return takeResponseFile(first);
  const opened = await opening(first.name, (works) => works.open(files));
  if (opened === undefined) return;
  const waiting = awaited.peek();
  const fits = waiting?.names.some((name) => files.some((file) => file.name === name)) ?? false;
  const settings = fits ? waiting?.settings : undefined;
  awaited.value = undefined;
  show(opened, { kind: 'files', names: files.map(({ name }) => name) }, files, settings);
}

/** Opens the sample, whose spectra are there unless other choices ask for others; its truth follows. */
export async function openSample(settings?: Settings): Promise<void> {
  const sample = await opening('the sample', (works) => works.openSample());
  if (sample === undefined) return;
  show(sample.photo, { kind: 'sample' }, [], settings, sample.estimate);
  void followTruth(sample.photo);
}

/** The truth of the sample, while that is open. */
async function followTruth(sample: OpenedPhoto): Promise<void> {
  try {
    const trueCube = await engine.peek()?.sampleTruth();
    if (trueCube !== undefined && photo.peek() === sample) takeTruth(trueCube, `the truth of ${sample.name}`);
  } catch (error) {
    showError(error);
  }
}

/** Restores a session from a file or a link. */
export async function restoreSession(
  from: SourceName,
  settings: Settings,
  files: readonly File[],
): Promise<void> {
  if (from.kind === 'sample') return openSample(settings);
  awaited.value = { names: from.names, settings };
  if (files.length > 0) return openFiles(files);
  showNotice(`This session belongs to ${from.names.join(', ')}: open it to go on.`);
}

/** Reads a true cube to compare with. */
export async function loadTruth(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  try {
    const opened = await engine.peek()?.readCube(files);
    if (opened !== undefined) takeTruth(opened.cube, opened.name);
  } catch (error) {
    showError(error);
  }
}

function takeTruth(trueCube: HeldCube, name: string): void {
  batch(() => {
    truth.value = trueCube;
    truthName.value = name;
  });
}

/** Takes the text of a response file as the camera of the photo. */
export async function takeResponseFile(file: File): Promise<void> {
  try {
    const text = await file.text();
    reading.value = { ...reading.peek(), camera: 'file', responseFile: { name: file.name, text } };
    showNotice(`${file.name} is taken as the camera response. Reconstruct to use it.`);
  } catch (error) {
    showError(error);
  }
}

async function openSession(file: File): Promise<void> {
  try {
    const stored = await decodeSession(await file.text());
    await restoreSession(stored.source, stored.settings, stored.files);
  } catch (error) {
    showError(error);
  }
}

let openings = 0;

/** Has the engine open something; undefined if it cannot, which is told, or if something else was opened since. */
async function opening<Opened>(
  what: string,
  open: (works: Engine) => Promise<Opened>,
): Promise<Opened | undefined> {
  const works = engine.peek();
  if (works === undefined) return undefined;
  const mine = ++openings;
  cancelReconstruction();
  activity.value = { kind: 'busy', what: `Opening ${what}` };
  try {
    const opened = await open(works);
    return mine === openings ? opened : undefined;
  } catch (error) {
    if (mine === openings) showError(error);
    return undefined;
  } finally {
    if (mine === openings && activity.peek().kind === 'busy') activity.value = { kind: 'idle' };
  }
}

function show(
  opened: OpenedPhoto | OpenedCube,
  from: SourceName,
  files: readonly File[],
  settings: Settings | undefined,
  estimate?: Reconstruction,
): void {
  batch(() => {
    source.value = from;
    sourceFiles.value = files;
    openName.value = opened.name;
    openNotes.value = opened.notes;
    linearPhoto.value = undefined;
    response.value = undefined;
    result.value = undefined;
    truth.value = undefined;
    truthName.value = '';
    forgetPlaces();
    if (opened.kind === 'photo') {
      photo.value = opened;
      cube.value = undefined;
      resetRows(0, false);
    } else {
      photo.value = undefined;
      resetRows(opened.cube.height, true);
      cube.value = opened.cube;
    }
    if (settings !== undefined) applySettings(settings);
  });
  activity.value = { kind: 'idle' };
  if (estimate !== undefined && isStandard(reading.peek())) {
    showReconstruction(estimate);
    return;
  }
  // a photo that is small enough starts by itself; for a larger one a lower resolution is offered first
  if (opened.kind === 'photo' && (opened.sizes[0].reduction === 1 || settings !== undefined)) {
    void reconstructPhoto();
  }
}

/** Whether choices are those with which the sample came. */
function isStandard({ camera, light, linear, model, reduction }: ReadingChoice): boolean {
  const standard = DEFAULT_SETTINGS.reading;
  return (
    camera === standard.camera &&
    light === standard.light &&
    linear === standard.linear &&
    model === standard.model &&
    reduction <= 1
  );
}

/** Pins, regions and what was searched for belong to the picture that goes; the way it was looked at stays. */
function forgetPlaces(): void {
  pins.value = [];
  regions.value = [];
  search.value = { ...search.peek(), target: '' };
  reading.value = { ...DEFAULT_SETTINGS.reading, model: reading.peek().model };
  const [left, right] = views.peek();
  const shown = (kind: typeof left.kind) =>
    kind === 'search' || kind === 'truth-angle' ? 'true-colour' : kind;
  views.value = [
    { ...left, of: 'cube', kind: shown(left.kind) },
    { ...right, of: 'cube', kind: shown(right.kind) },
  ];
  comparing.value = false;
}
