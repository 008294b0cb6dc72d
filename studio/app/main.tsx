/** Where the page begins: the shell is painted first, the engine follows, then what the link asks for, or the sample. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import '../styles/index.css';
import { decodeLink } from '../state/link.ts';
import { showError } from '../state/messages.ts';
import { openSample, restoreSession } from '../state/open.ts';
import { engine, openName, runtime } from '../state/store.ts';
import { followTheme } from '../state/theme.ts';
import { App } from './app.tsx';
import { listenForKeys } from './page-keys.ts';
import { startServiceWorker } from '../service-worker-client.ts';
import { listenForFiles } from './incoming-files.ts';

followTheme();
effect(() => {
  document.title = openName.value === '' ? 'spectralift studio' : `${openName.value} – spectralift studio`;
});
const root = document.getElementById('app');
if (root !== null) {
  root.replaceChildren();
  render(<App />, root);
}
listenForKeys();
listenForFiles();
requestAnimationFrame(() => setTimeout(() => void start())); // after the first paint

async function start(): Promise<void> {
  try {
    if (!crossOriginIsolated) await startServiceWorker(); // loads the page once more where that brings threads
    const { createEngine } = await import('../engine/engine-client.ts');
    const works = createEngine();
    engine.value = works;
    addEventListener('hashchange', () => void openLinked());
    await openLinked();
    if (crossOriginIsolated) void startServiceWorker();
    runtime.value = await works.runtime(); // last: the sample needs none
  } catch (error) {
    showError(error);
  }
}

async function openLinked(): Promise<void> {
  const linked = decodeLink(location.hash);
  if (linked === undefined) await openSample();
  else await restoreSession(linked.source, linked.settings, []);
}
