/** Writes the tables of the docs that are made from the code: `npm run build && npm run docs`. */
import { readFile, writeFile } from 'node:fs/promises';
import { formatTable } from '../dist/index.js';

const path = new URL('../docs/formats.md', import.meta.url);
const text = await readFile(path, 'utf8');
const parts = /^([\s\S]*<!-- formats -->\n)[\s\S]*?(\n?<!-- end of formats -->[\s\S]*)$/.exec(text);
if (parts === null) throw new Error("expected the marks 'formats' and 'end of formats' in docs/formats.md");
await writeFile(path, `${parts[1]}${formatTable()}\n${parts[2].trimStart()}`);
