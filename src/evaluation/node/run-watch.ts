/** Watches a run: a log of JSON lines, and a page that can be opened while it trains. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import type { TrainingProgress } from '../../training/trainer.ts';
import { type RunLine, type RunRecord, runReport } from '../run-report.ts';
import type { RunValidation } from './recipe-validator.ts';

/** What is watched. */
export interface WatchedRun {
  readonly folder: string;
  readonly title: string;
  /** What was chosen, by name; repeated in every line of the log. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly steps: number;
  /** Step that the run goes on from; 0 at its beginning. */
  readonly from: number;
}

/** Largest log that is read back, bytes. */
const LARGEST_LOG = 256 * 2 ** 20;
const LOG = 'log.jsonl';

const STRIP_CAPTION =
  'middles of the validation scenes under D65: the truth above, below it the estimate before it is made to agree with the picture';

/** The watch of one run. */
export class RunWatch {
  readonly #run: WatchedRun;
  readonly #training: RunLine[];
  readonly #validation: RunLine[];
  #state: Pick<RunRecord, 'step' | 'seconds' | 'strip' | 'failure'>;

  private constructor(run: WatchedRun, training: RunLine[], validation: RunLine[]) {
    this.#run = run;
    this.#training = training;
    this.#validation = validation;
    this.#state = { step: run.from, seconds: 0 };
  }

  /** Opens the watch; what the log says of steps after the one that the run goes on from is forgotten. */
  static async open(run: WatchedRun): Promise<RunWatch> {
    const path = join(run.folder, LOG);
    const text = run.from === 0 ? '' : await readFile(path, 'utf8').catch(() => '');
    const lines =
      text.length > LARGEST_LOG ? [] : text.split('\n').flatMap((line) => parsedLine(line, run.from));
    await writeFileAtomically(path, lines.map(({ text: line }) => `${line}\n`).join(''), { overwrite: true });
    const of = (validation: boolean): RunLine[] =>
      lines.filter((line) => line.validation === validation).map(({ step, figures }) => ({ step, figures }));
    return new RunWatch(run, of(false), of(true));
  }

  /** Takes down a report of the trainer; gives its line. */
  async progress({ step, steps, seconds, figures, ...rates }: TrainingProgress): Promise<string> {
    this.#training.push({ step, figures });
    this.#state = { ...this.#state, step, seconds };
    return this.#append({ step, steps, seconds, ...rates, figures });
  }

  /** Takes down a validation; gives its line. */
  async validated(step: number, { figures, strip }: RunValidation): Promise<string> {
    this.#validation.push({ step, figures });
    if (strip !== undefined) {
      const { width, height, data } = strip;
      const png = await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      const uri = `data:image/png;base64,${png.toString('base64')}`;
      this.#state = { ...this.#state, strip: { uri, caption: STRIP_CAPTION } };
    }
    return this.#append({ step, validation: figures });
  }

  /** Says on the page why the run ended early. */
  async failed(failure: string): Promise<void> {
    this.#state = { ...this.#state, failure };
    await this.#writePage();
  }

  async #append(line: object): Promise<string> {
    const text = JSON.stringify({ ...this.#run.settings, ...line });
    await appendFile(join(this.#run.folder, LOG), `${text}\n`);
    await this.#writePage();
    return text;
  }

  async #writePage(): Promise<void> {
    const { folder, title, settings, steps } = this.#run;
    const page = runReport({
      title,
      settings,
      steps,
      ...this.#state,
      training: this.#training,
      validation: this.#validation,
    });
    await writeFileAtomically(join(folder, 'report.html'), page, {
      overwrite: true,
    });
  }
}

/** A line of the log up to a step; nothing where it is damaged, as the last one of a killed run may be. */
function parsedLine(
  text: string,
  from: number,
): {
  readonly text: string;
  readonly step: number;
  readonly validation: boolean;
  readonly figures: RunLine['figures'];
}[] {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== 'object' || line === null || !('step' in line) || typeof line.step !== 'number')
      return [];
    const validation = 'validation' in line;
    const found = validation ? line.validation : 'figures' in line ? line.figures : undefined;
    if (typeof found !== 'object' || found === null || line.step > from) return [];
    const numbers = Object.entries(found).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    );
    return [{ text, step: line.step, validation, figures: Object.fromEntries(numbers) }];
  } catch {
    return [];
  }
}
