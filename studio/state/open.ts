/** Opens what a person brings: photos, cubes, sessions, response files. Errors become messages; what was open stays then. */
import { batch, signal } from '@preact/signals';
import type { HeldCube, OpenedCube, OpenedPhoto } from '../engine/contract.ts';
import type { SourceName } from './link.ts';
import { showError, showNotice } from './messages.ts';
import { cancelReconstruction, reconstructPhoto } from './reconstruct.ts';
import { resetRows } from './rows.ts';
import { decodeSession } from './session-file.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
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
  await opening(`Opening ${first.name}`, async () => {
    const works = engine.peek();
    if (works === undefined) return;
    const opened = await works.open(files);
    const waiting = awaited.peek();
    const fits = waiting?.names.some((name) => files.some((file) => file.name === name)) ?? false;
    const settings = fits ? waiting?.settings : undefined;
    awaited.value = undefined;
    show(opened, { kind: 'files', names: files.map(({ name }) => name) }, files, settings);
  });
}

/** Opens the sample with its truth and reconstructs it. */
export async function openSample(settings?: Settings): Promise<void> {
  await opening('Opening the sample', async () => {
    const sample = await engine.peek()?.openSample();
    if (sample === undefined) return;
    show(sample.photo, { kind: 'sample' }, [], settings, sample.truth);
  });
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
  await opening(`Opening ${files[0].name}`, async () => {
    const opened = await engine.peek()?.readCube(files);
    if (opened === undefined) return;
    truth.value = opened.cube;
    truthName.value = opened.name;
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

async function opening(what: string, work: () => Promise<void>): Promise<void> {
  const mine = ++openings;
  cancelReconstruction();
  activity.value = { kind: 'busy', what };
  try {
    await work();
  } catch (error) {
    showError(error);
  } finally {
    if (mine === openings && activity.peek().kind === 'busy') activity.value = { kind: 'idle' };
  }
}

function show(
  opened: OpenedPhoto | OpenedCube,
  from: SourceName,
  files: readonly File[],
  settings: Settings | undefined,
  trueCube?: HeldCube,
): void {
  batch(() => {
    source.value = from;
    sourceFiles.value = files;
    openName.value = opened.name;
    openNotes.value = opened.notes;
    linearPhoto.value = undefined;
    response.value = undefined;
    result.value = undefined;
    truth.value = trueCube;
    truthName.value = trueCube === undefined ? '' : `the truth of ${opened.name}`;
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
  // a photo that is small enough starts by itself; for a larger one a lower resolution is offered first
  if (opened.kind === 'photo' && (opened.sizes[0].reduction === 1 || settings !== undefined)) {
    void reconstructPhoto();
  }
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
