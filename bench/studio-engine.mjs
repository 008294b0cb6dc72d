// What ONNX Runtime Web takes for a stage's graph in each form, and for ways through the network, with one thread and with
// several, in Debian's Chromium. Runs alternate; `fastest` tells more than `median` where the machine is not idle.
//   node bench/studio-engine.mjs --out bench/results/studio-engine.json
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    rounds: { type: 'string', default: '9' },
    side: { type: 'string', default: '128' },
    models: { type: 'string', default: 'generator,agd-net' },
  },
});
const root = fileURLToPath(new URL('../', import.meta.url));
const blank = {
  name: 'blank-page',
  configureServer({ middlewares, config }) {
    middlewares.use('/blank.html', (_, response) => {
      for (const [name, value] of Object.entries(config.server.headers)) response.setHeader(name, value);
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>bench</title>');
    });
  },
};
const server = await createServer({
  configFile: `${root}studio/vite.config.ts`,
  logLevel: 'silent',
  plugins: [blank],
  server: { port: 0, hmr: false, watch: null },
});
await server.listen();
const address = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: values.browser,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
const results = [];
try {
  for (const model of values.models.split(',')) {
    for (const what of ['forms', 'ways']) {
      for (const threads of [1, availableParallelism()]) {
        const page = await browser.newPage(); // an engine has its threads for good
        await page.goto(`${address}blank.html`);
        const question = {
          what,
          threads,
          model,
          rounds: Number(what === 'ways' ? 2 : values.rounds),
          side: Number(values.side),
        };
        const module = `/@fs${root}bench/studio/engine-page.ts`;
        const found = await page.evaluate(
          async ([path, asked]) => (await import(path)).run(asked),
          [module, question],
        );
        results.push({ model, what, threads, ...found });
        console.log(`${model}, ${what}, ${threads} threads`);
        console.table(found.rows);
        await page.close();
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  const machine = `${cpus()[0].model}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}`;
  const report = { command: 'node bench/studio-engine.mjs', machine, side: Number(values.side), results };
  writeFileSync(values.out, `${JSON.stringify(report, undefined, 1)}\n`);
}
