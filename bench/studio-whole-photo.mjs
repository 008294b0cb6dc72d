// A photo of 12 megapixels in the studio: opened, reconstructed at the size that is offered first, saved at its full size.
// Seconds of each, and the memory of the whole browser (resident, of all its processes: shared pages count in each, so this
// is an upper bound) while it goes on. Debian's Chromium, WebAssembly.
//   npm run build && node bench/studio-whole-photo.mjs --out bench/results/studio-whole-photo.json
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { generateSample } from '../dist/index.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    width: { type: 'string', default: '4000' },
    height: { type: 'string', default: '3000' },
    format: { type: 'string', default: 'ENVI' },
  },
});
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'spectralift-bench-'));
const photo = join(folder, 'photo.jpg');
const sample = generateSample({ seed: 1 }).photo;
await sharp(sample.data, { raw: { width: sample.width, height: sample.height, channels: 3 } })
  .resize(Number(values.width), Number(values.height), { fit: 'fill' })
  .jpeg({ quality: 90 })
  .toFile(photo);

const server = spawn(process.execPath, [main, 'studio', '--port', '0', '--no-open']);
const url = await new Promise((resolve) => {
  let said = '';
  const listen = (data) => {
    said += data;
    const found = /http:\/\/127\.0\.0\.1:\d+\/?/.exec(said);
    if (found !== null) resolve(found[0]);
  };
  server.stdout.on('data', listen);
  server.stderr.on('data', listen);
});
const browser = await chromium.launch({
  executablePath: values.browser,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--enable-unsafe-swiftshader',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});

/** Resident MiB of all processes of the browser. */
function memory() {
  const lines = execFileSync('ps', ['-eo', 'rss=,args='], { encoding: 'utf8' }).split('\n');
  const browsers = lines.filter((line) => /chromium/.test(line));
  return Math.round(browsers.reduce((sum, line) => sum + Number.parseInt(line, 10), 0) / 1024);
}
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, memory());
}, 250);
const steps = {};
async function step(name, work) {
  peak = memory();
  const start = performance.now();
  await work();
  steps[name] = {
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
    peakMiB: Math.max(peak, memory()),
  };
  console.log(name, steps[name]);
}

try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(3_600_000);
  const session = { version: 1, source: { kind: 'files', names: ['a photo'] }, settings: {} };
  await page.goto(`${url}#session=${Buffer.from(JSON.stringify(session)).toString('base64url')}`);
  await page.getByText(/This session belongs to/).waitFor();
  await page.getByText(/onnxruntime-web/).waitFor();
  await step('open', async () => {
    await page.getByLabel('Open …', { exact: true }).and(page.locator('input')).setInputFiles(photo);
    await page.getByRole('region', { name: 'Working size' }).waitFor();
  });
  await step('reconstruct at the size that is offered', async () => {
    await page.getByRole('button', { name: 'Reconstruct', exact: true }).click();
    await page.getByText('Took', { exact: true }).waitFor();
  });
  await page.getByRole('tab', { name: 'Export' }).click();
  await page.getByRole('combobox', { name: 'Format' }).selectOption({ label: values.format });
  await page.getByRole('combobox', { name: 'Numbers' }).selectOption('uint16');
  await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'the whole photo, full size' });
  let bytes = 0;
  await step('save the whole photo', async () => {
    const isData = (download) => !download.suggestedFilename().endsWith('.hdr');
    const download = page.waitForEvent('download', isData);
    await page.getByRole('button', { name: 'Save cube' }).click();
    bytes = statSync(await (await download).path()).size;
  });
  const result = {
    command: 'node bench/studio-whole-photo.mjs',
    machine: `${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}`,
    photo: `${values.width} x ${values.height}`,
    format: `${values.format}, uint16`,
    savedMiB: Math.round(bytes / 2 ** 20),
    steps,
  };
  console.log(JSON.stringify(result, undefined, 1));
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, undefined, 1)}\n`);
} finally {
  clearInterval(watch);
  await browser.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
