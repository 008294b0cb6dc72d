/**
 * A runner for tests of the queue: no network, and "photos" that are JSON and say what becomes of them.
 * `{ "work": 20 }` waits so many milliseconds, `spin` keeps the processor busy, `fail` is the name of an error, for the
 * first `times` tries or for ever, `hang` and `crash` do so, likewise. Each try adds a line to `<destination>/tries.log`.
 */
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

export async function openRunner({ destination, settings }) {
  await mkdir(destination, { recursive: true });
  const log = join(destination, 'tries.log');
  return {
    run: async (unit, options = {}) => {
      const file = basename(unit.source);
      const range = unit.frames === undefined ? '' : `-${unit.frames.from}-${unit.frames.to}`;
      const stem = `${basename(file, extname(file))}${range}`;
      await appendFile(log, `${stem}\n`);
      const tries = (await readFile(log, 'utf8')).split('\n').filter((line) => line === stem).length;
      const told = JSON.parse(await readFile(unit.source, 'utf8'));
      const applies = tries <= (told.times ?? Number.POSITIVE_INFINITY);
      if (applies && told.crash) process.kill(process.pid, 'SIGKILL');
      if (applies && told.hang) while (true);
      if (told.spin) for (const end = Date.now() + told.spin; Date.now() < end; );
      const end = Date.now() + (told.work ?? 0);
      while (Date.now() < end) {
        options.signal?.throwIfAborted();
        options.onProgress?.(1 - (end - Date.now()) / told.work);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      if (applies && told.fail) {
        const error = { name: told.fail, message: `expected better, found ${told.fail}`, hint: 'a hint' };
        return [{ kind: 'failed', file, error }];
      }
      const output = join(destination, `${stem}.out`);
      const frames = unit.frames === undefined ? 1 : unit.frames.to - unit.frames.from + 1;
      await writeFile(`${output}.${process.pid}.tmp`, JSON.stringify([told, settings.camera]));
      await rename(`${output}.${process.pid}.tmp`, output);
      return Array.from({ length: frames }, (_, frame) => ({
        kind: 'done',
        file: unit.frames === undefined ? file : `${file}, frame ${unit.frames.from + frame}`,
        outputs: [output],
        megapixels: 0.5,
        seconds: 0.01,
      }));
    },
    close: async () => {},
  };
}
