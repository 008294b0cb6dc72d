/** `spectralift studio`: the web app, served to this machine. */
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { interruptSignal } from './interrupt.ts';
import { numberOption } from './options.ts';
import { print, say } from './output.ts';
import { openBrowser } from './site/open-browser.ts';
import { serveSite } from './site/site-server.ts';

/** Beside the built command line. */
const SITE = fileURLToPath(new URL('../studio/', import.meta.url));
const USUAL_PORT = 4180;

interface StudioOptions {
  readonly port: number;
  readonly open: boolean;
}

export function registerStudio(command: Command): void {
  command
    .option('--port <n>', 'port at 127.0.0.1; 0 takes any that is free', numberOption(0, 65_535), USUAL_PORT)
    .option('--no-open', 'only serve, do not open a browser')
    .action(runStudio);
}

async function runStudio({ port, open }: StudioOptions): Promise<void> {
  const signal = interruptSignal();
  const site = await serveSite(SITE, port);
  print(site.address);
  say('the studio runs in your browser, and nothing leaves this machine; Ctrl-C ends it');
  if (open && !(await openBrowser(site.address))) say(`open ${site.address} in a browser`);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await site.close();
}
