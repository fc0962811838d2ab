import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const DOCS = join(__dirname, '..', '..', 'docs');

/**
 * Puts what a command has measured between its marks in a page of docs/: `<!-- test:faults begin -->` and
 * `<!-- test:faults end -->`. Everything else of the page stays as it is.
 */
export const writeDocsBlock = async (page: string, name: string, text: string): Promise<void> => {
  const file = join(DOCS, page);
  const begin = `<!-- ${name} begin -->`;
  const end = `<!-- ${name} end -->`;
  const [before, rest] = readFileSync(file, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${file} does not hold ${begin} and ${end}`);
  const whole = `${before}${begin}\n\n${text}\n\n${end}${after}`;
  const options = await resolveConfig(file);
  writeFileSync(file, await format(whole, { ...options, parser: 'markdown' }));
};

/** A table of Markdown; the first column is text, the others are numbers. */
export const markdownTable = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns = 1,
): string =>
  [headings, headings.map((_, n) => (n < textColumns ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
