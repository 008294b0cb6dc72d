/** How the photo is read: camera response, light, linear samples, model. */
import { ChooseFiles } from '../controls/choose-files.tsx';
import { Select } from '../controls/select.tsx';
import { Toggle } from '../controls/toggle.tsx';
import { cameraNames, parseCamspecDatabase } from '../engine/library.ts';
import { takeResponseFile } from '../state/open.ts';
import { responsePreview } from '../state/response-preview.ts';
import type { ReadingChoice } from '../state/settings.ts';
import { engine, reading, response } from '../state/store.ts';
import { LightSelect } from '../views/light-select.tsx';
import { ResponseCurves } from './response-curves.tsx';

function change(part: Partial<ReadingChoice>): void {
  reading.value = { ...reading.peek(), ...part };
}

export function ReadingForm() {
  const { camera, responseFile, light, linear, model } = reading.value;
  return (
    <section aria-label="How the photo is read">
      <h2>Camera response</h2>
      <div class="fields">
        <Select label="Response" value={camera} choose={(value) => change({ camera: value })}>
          <option value="auto">Automatic</option>
          <option value="srgb">Developed sRGB picture</option>
          <option value="estimate">Estimate from the photo</option>
          {responseFile !== undefined && <option value="file">File: {responseFile.name}</option>}
          <optgroup label="Catalogue">
            {cameraNames().map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </optgroup>
        </Select>
        <ChooseFiles
          label="Response file …"
          accept=".csv,.txt,text/csv,text/plain"
          choose={([file]) => {
            if (file !== undefined) void takeResponseFile(file);
          }}
        />
        <CameraOfFile />
        <Toggle label="Samples are linear" on={linear} set={(on) => change({ linear: on })} />
        <LightSelect
          label="Balanced for"
          light={light}
          none="no light named"
          choose={(value) => change({ light: value })}
        />
        <Select label="Model" value={model} choose={(value) => change({ model: value })}>
          {(engine.value?.models ?? []).map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </Select>
      </div>
      <Response />
    </section>
  );
}

/** Which camera of a file of many. */
function CameraOfFile() {
  const { camera, responseFile } = reading.value;
  if (camera !== 'file' || responseFile === undefined || !/\.txt(#|$)/i.test(responseFile.name)) return null;
  const [base, chosen = ''] = responseFile.name.split('#');
  const names = camerasIn(responseFile.text);
  if (names.length < 2) return null;
  return (
    <Select
      label="Camera in the file"
      value={chosen}
      choose={(name) => {
        change({ responseFile: { ...responseFile, name: name === '' ? base : `${base}#${name}` } });
      }}
    >
      <option value="">by the photo's EXIF data</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function camerasIn(text: string): readonly string[] {
  try {
    return [...parseCamspecDatabase(text).keys()];
  } catch {
    return []; // the engine says what is wrong with it
  }
}

/** The response of the choices at hand, or why they do not go together. */
function Response() {
  const preview = responsePreview.value;
  if (preview.kind === 'problem') {
    return (
      <p class="problem" role="status">
        {preview.text}. {preview.hint}
      </p>
    );
  }
  const facts = preview.kind === 'facts' ? preview.facts : response.value;
  if (facts === undefined) return null;
  return (
    <>
      <ResponseCurves facts={facts} />
      <dl class="facts">
        <dt>Response</dt>
        <dd>{facts.name}</dd>
        <dt>Why</dt>
        <dd>{facts.reason}</dd>
        <dt>Assumes</dt>
        <dd>{facts.assumption}</dd>
        {facts.likeness !== undefined && (
          <>
            <dt>Made of</dt>
            <dd>
              {facts.likeness
                .slice(0, 4)
                .map(({ camera, weight }) => `${camera} ${Math.round(100 * weight)} %`)
                .join(', ')}
            </dd>
          </>
        )}
        {facts.notes.map((note) => (
          <dd key={note} class="note">
            {note}
          </dd>
        ))}
      </dl>
    </>
  );
}
