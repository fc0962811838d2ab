/** A line of the gateway's log, still as JSON, and where it stood. */
export interface LogLine {
  /** For people: `line 12` or `event 12`. */
  readonly where: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface LogText {
  readonly lines: readonly LogLine[];
  /** Lines about something else: attempts, breakers, and those of Lambda itself. Empty ones do not count. */
  readonly others: number;
  /** Lines that hold JSON and cannot be read. Sentences without a full stop. */
  readonly faults: readonly string[];
}

/** Where an object begins. Lambda's own lines of text have none. */
const BEGINS_LIKE_JSON = /\{\s*\\*"/;

/**
 * Finds the gateway's lines in an export of CloudWatch: one JSON object to a line, alone, after a prefix
 * (a time, a stream's name) or as the text of an event; or one document of such events.
 */
export const readLogText = (text: string): LogText => {
  const document = readDocument(text);
  if (document !== undefined) return collect(document.map((value, n) => [`event ${n + 1}`, value]));
  return collect(text.split(/\r?\n/).map((line, n) => [`line ${n + 1}`, line]));
};

/** `aws logs filter-log-events` prints one object over many lines, Logs Insights one list. */
const readDocument = (text: string): readonly unknown[] | undefined => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const value = parse(text);
  if (Array.isArray(value)) return value as unknown[];
  if (isObject(value) && Array.isArray(value['events'])) return value['events'] as unknown[];
  return undefined;
};

const collect = (entries: readonly (readonly [where: string, entry: unknown])[]): LogText => {
  const lines: LogLine[] = [];
  const faults: string[] = [];
  let others = 0;
  for (const [where, entry] of entries) {
    const value = unwrap(entry);
    if (value !== undefined && value['message'] === 'completed') lines.push({ where, value });
    else if (value === undefined && BEGINS_LIKE_JSON.test(textOf(entry)))
      faults.push(`${where} is cut off or is no JSON`);
    else if (textOf(entry).trim() !== '') others += 1;
  }
  return { lines, others, faults };
};

/** Down to the object that the function wrote. */
const unwrap = (entry: unknown): Readonly<Record<string, unknown>> | undefined => {
  if (typeof entry === 'string') {
    const value = parse(entry) ?? parse(entry.slice(Math.max(0, entry.indexOf('{'))));
    return isObject(value) ? unwrap(value) : undefined;
  }
  if (!isObject(entry)) return undefined;
  const inner = entry['@message'] ?? entry['message'];
  if (isObject(inner)) return unwrap(inner);
  return typeof inner === 'string' && inner.includes('{') ? unwrap(inner) : entry;
};

const textOf = (entry: unknown): string =>
  typeof entry === 'string' ? entry : JSON.stringify(entry);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
