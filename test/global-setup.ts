/** Builds dist/ before the tests if a source is newer, since the end-to-end tests run the built command line. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

export default function buildOnce(): void {
  const built = join(root, 'dist/cli/main.js');
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'src'))) return;
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  // the compiler writes its output in spite of type errors, which are for `npm run check` to refuse
  chmodSync(built, 0o755); // npx runs it as a program
  if (status !== 0) console.warn(`dist/ was built in spite of errors:\n${stdout}`);
}

function newest(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .reduce((latest, path) => Math.max(latest, statSync(join(folder, path)).mtimeMs), 0);
}
