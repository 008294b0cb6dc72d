/** What leaves the page as files: cube, picture, spectra, session. */
import { type NamedSpectrum, spectraChart, spectraCsv } from '../engine/library.ts';
import type { ExportRequest } from '../engine/contract.ts';
import { pictureReader } from '../picture/picture-reader.ts';
import { allLines } from '../plots/lines.ts';
import { VIEW_TITLES } from '../views/view.ts';
import { encodeLink } from './link.ts';
import { showError, showNotice } from './messages.ts';
import { saveFile, stemOf } from './save-file.ts';
import { encodeSession, LARGEST_EMBEDDED } from './session-file.ts';
import { activity, cube, currentSettings, engine, openName, source, sourceFiles, views } from './store.ts';

/** Milliseconds between two files that are saved: browsers drop the second of two at once. */
const BETWEEN_FILES = 250;

const stem = (): string => stemOf(openName.peek());

/** Saves the cube on the page, or the whole photo reconstructed straight into files. */
export async function exportCube(choice: Pick<ExportRequest, 'format' | 'dataType' | 'what'>): Promise<void> {
  const works = engine.peek();
  if (works === undefined) return;
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new DOMException('cancelled', 'AbortError'));
  const what = choice.what === 'held' ? 'Writing the cube' : 'Reconstructing the whole photo into a file';
  activity.value = { kind: 'working', what, cancel };
  try {
    const files = await works.exportCube(
      { ...choice, name: stem() },
      {
        signal: controller.signal,
        onProgress: (progress) => {
          activity.value = { kind: 'working', what, progress, cancel };
        },
      },
    );
    for (const { name, blob } of files) {
      saveFile(name, blob);
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_FILES));
    }
  } catch (error) {
    showError(error);
  } finally {
    activity.value = { kind: 'idle' };
  }
}

/** Saves one side of the picture at its own resolution, as PNG. */
export async function exportPicture(side: 0 | 1): Promise<void> {
  try {
    const image = pictureReader.peek()?.(side);
    if (image === undefined) return;
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('the picture could not be written as PNG');
    saveFile(`${stem()} ${VIEW_TITLES[views.peek()[side].kind].toLowerCase()}.png`, blob);
  } catch (error) {
    showError(error);
  }
}

/** The spectra of the plot, named and marked as what they are. */
export function namedSpectra(): NamedSpectrum[] {
  const held = cube.peek();
  if (held === undefined) return [];
  return allLines.peek().map(({ name, kind, values, deviation, pixels }) => ({
    name,
    kind: kind === 'camera' ? 'unknown' : kind,
    quantity: held.metadata.quantity,
    wavelengths: held.wavelengths,
    values,
    source: openName.peek(),
    ...(deviation === undefined ? {} : { deviation }),
    ...(pixels === undefined ? {} : { pixels }),
  }));
}

/** Saves the spectra of the plot. */
export function exportSpectra(as: 'csv' | 'svg'): void {
  try {
    const spectra = namedSpectra();
    const [text, type] =
      as === 'csv'
        ? [spectraCsv(spectra), 'text/csv']
        : [spectraChart(spectra, { title: `Spectra of ${openName.peek()}` }), 'image/svg+xml'];
    saveFile(`${stem()} spectra.${as}`, new Blob([text], { type }));
  } catch (error) {
    showError(error);
  }
}

/** Saves the session; the photo is in it unless it is too large. */
export async function exportSession(): Promise<void> {
  const from = source.peek();
  if (from === undefined) return;
  try {
    const text = await encodeSession(from, currentSettings(), sourceFiles.peek());
    saveFile(`${stem()}.session.json`, new Blob([text], { type: 'application/json' }));
    const bytes = sourceFiles.peek().reduce((sum, { size }) => sum + size, 0);
    if (bytes > LARGEST_EMBEDDED) {
      showNotice('The files are too large to be put into the session: keep them beside it.');
    }
  } catch (error) {
    showError(error);
  }
}

/** Puts a link to this session into the address bar and the clipboard. */
export async function copyLink(): Promise<void> {
  const from = source.peek();
  if (from === undefined) return;
  const address = new URL(location.href);
  address.hash = encodeLink({ source: from, settings: currentSettings() });
  history.replaceState(null, '', address);
  try {
    await navigator.clipboard.writeText(address.href);
    showNotice(
      from.kind === 'sample'
        ? 'The link is in the clipboard.'
        : 'The link is in the clipboard. It holds the settings, not the photo: whoever opens it is asked for that.',
    );
  } catch {
    showNotice('The link is in the address bar.');
  }
}
