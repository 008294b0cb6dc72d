/** The built studio, served by the command line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A server in a process of its own. */
export interface ServedStudio {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `spectralift studio` on a free port. @throws Error if it does not say its address in time. */
export async function serveStudio(): Promise<ServedStudio> {
  const child = spawn(process.execPath, [main, 'studio', '--port', '0', '--no-open'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`spectralift studio gave no address: ${said}`)), 20_000);
    const listen = (text: string): void => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+\/?/.exec(said)?.[0];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.on('exit', (code) => reject(new Error(`spectralift studio ended with ${code}: ${said}`)));
  });
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
