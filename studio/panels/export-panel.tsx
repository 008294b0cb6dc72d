/** What can be taken away: cube, picture, spectra, session. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Select } from '../controls/select.tsx';
import type { CubeFormatName, SampleType } from '../engine/library.ts';
import { allLines } from '../plots/lines.ts';
import { pictureReader } from '../picture/picture-reader.ts';
import { copyLink, exportCube, exportPicture, exportSession, exportSpectra } from '../state/export.ts';
import { showError } from '../state/messages.ts';
import { activity, comparing, cube, photo, source } from '../state/store.ts';
import type { WrittenFormat } from './written-formats.ts';

/** The formats that are written; loaded when they are first asked for, since their code is larger than the rest of the page. */
const formats = signal<readonly WrittenFormat[]>([]);

const format = signal<CubeFormatName>('envi');
const dataType = signal<SampleType>('float32');
const what = signal<'held' | 'whole-photo'>('held');

export function ExportPanel() {
  const ready = cube.value !== undefined && activity.value.kind === 'idle';
  const marked = allLines.value.length > 0;
  return (
    <>
      <CubeExport ready={ready} />
      <section aria-label="Export the view">
        <h2>View</h2>
        <div class="row">
          <button
            type="button"
            disabled={!ready || pictureReader.value === undefined}
            onClick={() => void exportPicture(0)}
          >
            {comparing.value ? 'Save left view as PNG' : 'Save view as PNG'}
          </button>
          {comparing.value && (
            <button type="button" disabled={!ready} onClick={() => void exportPicture(1)}>
              Save right view as PNG
            </button>
          )}
        </div>
      </section>
      <section aria-label="Export spectra">
        <h2>Spectra</h2>
        <div class="row">
          <button type="button" disabled={!marked} onClick={() => exportSpectra('csv')}>
            Save spectra as CSV
          </button>
          <button type="button" disabled={!marked} onClick={() => exportSpectra('svg')}>
            Save spectra as SVG
          </button>
        </div>
        {!marked && <p class="hint">Pin a spectrum first.</p>}
      </section>
      <section aria-label="Session">
        <h2>Session</h2>
        <div class="row">
          <button type="button" disabled={source.value === undefined} onClick={() => void exportSession()}>
            Save session
          </button>
          <button type="button" disabled={source.value === undefined} onClick={() => void copyLink()}>
            Copy link
          </button>
        </div>
        <p class="hint">
          The file holds the photo and all that you chose; open it here to go on. The link holds what you
          chose and the name of the photo.
        </p>
      </section>
    </>
  );
}

async function loadFormats(): Promise<void> {
  if (formats.peek().length > 0) return;
  try {
    formats.value = (await import('./written-formats.ts')).WRITTEN_FORMATS;
  } catch (error) {
    showError(error);
  }
}

function CubeExport({ ready }: { readonly ready: boolean }) {
  useEffect(() => void loadFormats(), []);
  const chosen = formats.value.find(({ name }) => name === format.value);
  const types = chosen?.dataTypes ?? [];
  const type = types.includes(dataType.value) ? dataType.value : (types[0] ?? 'float32');
  const whole = photo.value !== undefined && photo.value.sizes.length > 1;
  return (
    <section aria-label="Export the cube">
      <h2>Cube</h2>
      <div class="fields">
        <Select
          label="Format"
          value={format.value}
          choose={(value) => {
            format.value = value as CubeFormatName;
          }}
        >
          {formats.value.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </Select>
        <Select
          label="Numbers"
          value={type}
          choose={(value) => {
            dataType.value = value as SampleType;
          }}
        >
          {types.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
        {whole && (
          <Select
            label="What"
            value={what.value}
            choose={(value) => {
              what.value = value === 'held' ? 'held' : 'whole-photo';
            }}
          >
            <option value="held">this cube</option>
            <option value="whole-photo">the whole photo, full size</option>
          </Select>
        )}
      </div>
      <button
        type="button"
        class="primary"
        disabled={!ready || chosen === undefined}
        onClick={() =>
          void exportCube({ format: format.value, dataType: type, what: whole ? what.value : 'held' })
        }
      >
        Save cube
      </button>
    </section>
  );
}
