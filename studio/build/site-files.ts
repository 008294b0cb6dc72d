/** What a built site has beside its pages: the service worker, headers for hosts that read them, and the page's policy. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Plugin, transformWithOxc } from 'vite';
import { CONTENT_POLICY, ISOLATION_HEADERS, KEEP_FOR_GOOD } from '../../src/cli/site/site-headers.ts';

const source = fileURLToPath(new URL('../service-worker.ts', import.meta.url));

/** Kept only where they are used: the engine's builds, of which a browser needs one. */
const isOptional = (name: string): boolean => /\.wasm$/.test(name);

/** Emits `service-worker.js` and `_headers`; writes the content policy into the page. */
export function siteFiles(): Plugin {
  return {
    name: 'spectralift-site-files',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_POLICY },
        injectTo: 'head-prepend',
      },
    ],
    async generateBundle(_, bundle) {
      const names = Object.keys(bundle).sort();
      const hash = createHash('sha256');
      for (const name of names) {
        const file = bundle[name];
        hash.update(name).update(file.type === 'asset' ? file.source : file.code);
      }
      const kept = ['./', ...names.filter((name) => name !== 'index.html' && !isOptional(name))];
      const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source, { target: 'es2022' });
      const given = `const SITE_BUILD = ${JSON.stringify(hash.digest('hex').slice(0, 12))};\nconst SITE_FILES = ${JSON.stringify(kept)};\n`;
      const plain = code.replace(/^export \{\s*\};?$/m, '');
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: given + plain });
      const headers = Object.entries(ISOLATION_HEADERS).map(([name, value]) => `  ${name}: ${value}`);
      this.emitFile({
        type: 'asset',
        fileName: '_headers',
        source: `/*\n${headers.join('\n')}\n/assets/*\n  Cache-Control: ${KEEP_FOR_GOOD}\n`,
      });
    },
  };
}
