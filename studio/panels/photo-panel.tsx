/** What is open, how it is read, and what came of it. */
import { ChooseFiles } from '../controls/choose-files.tsx';
import { awaited, openFiles, openSample } from '../state/open.ts';
import { engine, openName, openNotes, photo, truthName } from '../state/store.ts';
import { ReadingForm } from './reading-form.tsx';
import { ResultFacts } from './result-facts.tsx';
import { SizeOffer } from './size-offer.tsx';

export const PHOTO_TYPES = 'image/*,.jpg,.jpeg,.png,.webp,.avif,.tif,.tiff';
export const CUBE_TYPES = '.hdr,.img,.dat,.raw,.bin,.mat,.npy,.npz,.tif,.tiff';

export function PhotoPanel() {
  const ready = engine.value !== undefined;
  return (
    <>
      <section aria-label="Open">
        <div class="row">
          <ChooseFiles
            label="Open …"
            accept={`${PHOTO_TYPES},${CUBE_TYPES},.json,.csv,.txt`}
            multiple
            kind="primary"
            choose={(files) => void openFiles(files)}
          />
          <button type="button" disabled={!ready} onClick={() => void openSample()}>
            Sample
          </button>
        </div>
        <p class="hint">
          A photo (JPEG, PNG, WebP, AVIF, TIFF) or a cube (ENVI .hdr with its data, .mat, .npy, .npz, TIFF).
          Drop it anywhere, or paste a picture. Nothing leaves this computer.
        </p>
        {awaited.value !== undefined && (
          <p class="offer">
            The session that you opened belongs to {awaited.value.names.join(', ')}. Open it to go on.
          </p>
        )}
        <OpenFacts />
      </section>
      {photo.value !== undefined && <SizeOffer />}
      <ResultFacts />
      {photo.value !== undefined && <ReadingForm />}
    </>
  );
}

function OpenFacts() {
  const opened = photo.value;
  if (openName.value === '') return null;
  const { exif } = opened ?? {};
  const written = [exif?.make, exif?.model].filter((part) => part !== undefined).join(' ');
  return (
    <dl class="facts">
      <dt>Open</dt>
      <dd>{openName.value}</dd>
      {opened !== undefined && (
        <>
          <dt>Size</dt>
          <dd>
            {opened.width} × {opened.height}, {opened.bitDepth} bit,{' '}
            {opened.encoding === 'srgb' ? 'sRGB' : 'linear'}
          </dd>
        </>
      )}
      {written !== '' && (
        <>
          <dt>Camera</dt>
          <dd>{written}</dd>
        </>
      )}
      {truthName.value !== '' && (
        <>
          <dt>Truth</dt>
          <dd>{truthName.value}</dd>
        </>
      )}
      {openNotes.value.map((note) => (
        <dd key={note} class="note">
          {note}
        </dd>
      ))}
    </dl>
  );
}
